package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.Client;
import dev.promo.promotion.PromotionServiceTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

class VoucherAdminIT extends PromotionServiceTest {

    private static final String REASON = "{\"reason\":\"given by mistake\"}";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired
    private ApplicationContext context;

    @LocalServerPort
    private int port;

    private Client admin;
    private long voucher;

    @BeforeEach
    void somebodyHasAVoucher() {
        admin = new Client(port, token(42, "Owner", "ADMIN"));
        campaign(1, now.minusSeconds(3600), now.plusSeconds(3600));
        LedgerFixture.in(context).record(now, 7);
        voucher = jdbc.sql("SELECT id FROM vouchers").query(Long.class).single();
    }

    @Test
    void aVoucherIsRevokedOnceHoweverOftenItIsAskedFor() {
        var first = Client.ok(admin.post(path("revoke"), REASON));
        var second = Client.ok(admin.post(path("revoke"), "{\"reason\":\"once more\"}"));

        assertThat(second).isEqualTo(first);
        assertThat(first.at("/revokedAt").isString()).isTrue();
        assertThat(changes()).containsExactly("REVOKED 42 given by mistake");
    }

    @Test
    void aVoucherThatWasUsedIsNotRevoked() {
        use();

        assertThat(Client.problem(409, admin.post(path("revoke"), REASON))).isEqualTo("VOUCHER_USED");
        assertThat(changes()).isEmpty();
    }

    @Test
    void aVoucherIsExtendedOnceHoweverOftenItIsAskedFor() {
        var end = now.plusSeconds(1_000_000);
        jdbc.sql("UPDATE vouchers SET expires_at = :then, expired_at = :then")
                .param("then", utc(now.minusSeconds(1)))
                .update();

        var first = Client.ok(admin.post(path("extend"), until(end)));
        var second = Client.ok(admin.post(path("extend"), until(end)));

        assertThat(first.at("/expiresAt").stringValue()).isEqualTo(end.toString());
        assertThat(second).isEqualTo(first);
        assertThat(changes()).containsExactly("EXTENDED 42 until " + end);
        assertThat(jdbc.sql("SELECT expired_at IS NULL FROM vouchers")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void anExtensionNeverShortens() {
        var answer = admin.post(path("extend"), until(now.plusSeconds(60)));

        assertThat(Client.problem(409, answer)).isEqualTo("VOUCHER_ENDS_LATER");
        assertThat(changes()).isEmpty();
    }

    @Test
    void whatIsUsedOrRevokedIsNotExtended() {
        use();
        assertThat(Client.problem(409, admin.post(path("extend"), until(now.plusSeconds(1_000_000)))))
                .isEqualTo("VOUCHER_USED");

        jdbc.sql("UPDATE vouchers SET used_at = NULL, revoked_at = :now")
                .param("now", utc(now))
                .update();
        assertThat(Client.problem(410, admin.post(path("extend"), until(now.plusSeconds(1_000_000)))))
                .isEqualTo("VOUCHER_REVOKED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            revoke | {}                                      | reason REQUIRED
            revoke | {"reason":" "}                          | reason REQUIRED
            revoke | {"reason":"a\\u0000b"}                   | reason FORMAT
            revoke | {"reason":"a\\ud800"}                    | reason FORMAT
            extend | {}                                      | expiresAt REQUIRED
            extend | {"expiresAt":"2020-01-01T00:00:00Z"}    | expiresAt FUTURE
            extend | {"expiresAt":"+10000-01-01T00:00:00Z"}  | expiresAt MAX
            extend | {"expiresAt":"9999-12-30T00:00:00Z"}    | expiresAt MAX
            extend | {"expiresAt":"9999-01-01T00:00:00Z"}    | expiresAt MAX
            extend | {"expiresAt":"tomorrow"}                | expiresAt FORMAT
            """)
    void whatMakesNoSenseIsRefusedByName(String action, String body, String violation) {
        assertThat(Client.violation(admin.post(path(action), body))).isEqualTo(violation);
    }

    @Test
    void aReasonOfMoreThanTwoHundredCharactersIsRefused() {
        assertThat(Client.violation(admin.post(path("revoke"), "{\"reason\":\"%s\"}".formatted("x".repeat(201)))))
                .isEqualTo("reason MAX_LENGTH");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            revoke | {"reason":"any"}
            extend | {"expiresAt":"2999-01-01T00:00:00Z"}
            """)
    void onlyAnAdministratorChangesVouchersThatThereAre(String action, String body) {
        var user = new Client(port, token(7, "Bob"));

        assertThat(Client.problem(403, user.post(path(action), body))).isEqualTo("FORBIDDEN");
        assertThat(Client.problem(404, admin.post("/api/v1/admin/vouchers/999999999/" + action, body)))
                .isEqualTo("NOT_FOUND");
    }

    private String path(String action) {
        return "/api/v1/admin/vouchers/" + voucher + "/" + action;
    }

    private static String until(Instant end) {
        return "{\"expiresAt\":\"%s\"}".formatted(end);
    }

    private void use() {
        jdbc.sql("UPDATE vouchers SET used_at = :now").param("now", utc(now)).update();
    }

    private List<String> changes() {
        return jdbc.sql("SELECT action, actor, note FROM voucher_changes ORDER BY id")
                .query((row, n) -> row.getString("action") + " " + row.getLong("actor") + " " + row.getString("note"))
                .list();
    }
}
