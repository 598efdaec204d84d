package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.promotion.PromotionServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** From the ledger's commit to the page of somebody who waits for it. */
class PromptHomeIT extends PromotionServiceTest {

    private static final long ALICE = 7;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcVoucherLedger ledger;

    @Autowired
    private MeterRegistry meters;

    @Test
    void whoWaitsSeesTheVoucherAsSoonAsTheLedgerHasIt() throws Exception {
        var now = Instant.now();
        campaign(10, now.minusSeconds(3600), now.plusSeconds(3600));
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/home"))
                    .header("Authorization", "Bearer " + token(ALICE, "Alice"))
                    .header("Prefer", "wait=30")
                    .build();
            var answer = http.sendAsync(request, BodyHandlers.ofString());
            await().until(() -> meters.get("wallet.waiters").gauge().value() == 1);

            ledger.record(List.of(VoucherLedgerContract.login(ALICE, now)));
            var recorded = System.nanoTime();

            assertThat(answer.get().body()).contains("\"state\":\"ISSUED\"", "\"slot\":1");
            assertThat(answer.get().headers().firstValue("Preference-Applied")).hasValue("wait=30");
            assertThat(Duration.ofNanos(System.nanoTime() - recorded)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
