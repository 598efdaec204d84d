package dev.promo.promotion.checkout;

import dev.promo.promotion.Api;
import dev.promo.promotion.Api.Answer;
import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.voucher.VoucherCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Vouchers to spend, and people who spend them. */
public abstract class CheckoutTest extends PromotionServiceTest {

    protected static final long ALICE = 7;
    protected static final long BOB = 8;
    protected static final long SHOP = 100;
    protected static final long OTHER_SHOP = 101;

    protected final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @LocalServerPort
    protected int port;

    protected long campaign;
    private int slots;

    @BeforeEach
    void oneCampaign() {
        campaign = campaign(1_000, now.minusSeconds(3600), now.plusSeconds(3600));
        slots = 0;
    }

    protected Api alice() {
        return new Api(port, token(ALICE, "Alice"));
    }

    protected Api bob() {
        return new Api(port, token(BOB, "Bob"));
    }

    protected Api shop() {
        return new Api(port, token(SHOP, "Shop", "PARTNER"));
    }

    protected Api otherShop() {
        return new Api(port, token(OTHER_SHOP, "Other shop", "PARTNER"));
    }

    protected Api admin() {
        return new Api(port, token(1, "Admin", "USER", "ADMIN"));
    }

    /** One that was issued. */
    public record Voucher(long id, String code) {}

    /** 30 % off orders of any currency, good for an hour. */
    protected Voucher voucher(long user) {
        return voucher(user, now.plusSeconds(3600));
    }

    protected Voucher voucher(long user, Instant expiresAt) {
        var code = VoucherCode.random().value();
        slots++;
        jdbc.sql("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, login_seq,
                                              issued_at, expires_at)
                        VALUES (:campaign, :slot, :user, :code, 'PERCENT', 30, 1, :now, :expires)
                        """)
                .param("campaign", campaign)
                .param("slot", slots)
                .param("user", user)
                .param("code", code)
                .param("now", utc(now))
                .param("expires", utc(expiresAt))
                .update();
        var id = jdbc.sql("SELECT id FROM vouchers WHERE code = :code")
                .param("code", code)
                .query(Long.class)
                .single();
        return new Voucher(id, code);
    }

    protected void change(Voucher voucher, String columns) {
        jdbc.sql("UPDATE vouchers SET " + columns + " WHERE id = :id")
                .param("id", voucher.id())
                .update();
    }

    protected void policy(String policy) {
        jdbc.sql("UPDATE campaigns SET rollback_policy = :policy")
                .param("policy", policy)
                .update();
    }

    protected static Answer redeem(Api api, Voucher voucher, String order) {
        return redeem(api, voucher, order, "");
    }

    protected static Answer redeem(Api api, Voucher voucher, String order, String more) {
        return api.post("/api/v1/checkout/redeem", """
                {"code":"%s","orderId":"%s","orderAmount":100.00,"currency":"EUR"%s}""".formatted(voucher.code(), order, more));
    }

    protected static Answer hold(Api api, Voucher voucher, String more) {
        return api.post("/api/v1/checkout/hold", """
                {"code":"%s"%s}""".formatted(voucher.code(), more));
    }

    protected static Answer rollBack(Api api, Voucher voucher, String order) {
        return api.post("/api/v1/checkout/rollback", """
                {"code":"%s","orderId":"%s"}""".formatted(voucher.code(), order));
    }

    protected int count(String fromAndWhere) {
        return jdbc.sql("SELECT COUNT(*) FROM " + fromAndWhere)
                .query(Integer.class)
                .single();
    }

    protected int changes(String action) {
        return count("voucher_changes WHERE action = '" + action + "'");
    }

    /** Runs them all at the same moment, each in a thread of its own. */
    protected static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        var start = new CyclicBarrier(tasks.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            var running = tasks.stream()
                    .map(task -> threads.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
