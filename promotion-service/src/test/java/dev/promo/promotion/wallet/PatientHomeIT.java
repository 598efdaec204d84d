package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.token.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code Prefer: wait} on the home page; the ledger's own commit is waited for in {@code PromptHomeIT}. */
@Timeout(60)
class PatientHomeIT extends WalletTest {

    @Autowired
    private Wallet wallet;

    @Autowired
    private Watcher watcher;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private MeterRegistry meters;

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/home", "/homepage"})
    void aRefusalEndsTheWaitAsWellAsAVoucher(String path) throws Exception {
        var campaign = runningCampaign(1);
        var answer = waiting(path, 20);

        new TransactionTemplate(transactions).executeWithoutResult(_ -> {
            offeredFrom(campaign, seen(ALICE, now));
            set(campaign, "issued", 1);
        });

        assertThat(answer.get().body()).contains("\"state\":\"SOLD_OUT\"");
        assertThat(answer.get().headers().firstValue("Preference-Applied")).hasValue("wait=20");
    }

    @Test
    void whatHappensToOthersEndsNobodysWait() throws Exception {
        runningCampaign(1);
        var asked = System.nanoTime();
        var answer = waiting("/homepage", 1);
        seen(BOB, now);
        voucherOf(BOB);

        assertThat(answer.get().body()).contains("\"state\":\"PENDING\"");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
        assertThat(answer.get().headers().firstValue("Preference-Applied")).hasValue("wait=1");
    }

    @Test
    void whoHasNothingPendingIsAnsweredAtOnce() {
        var campaign = runningCampaign(1);
        offeredFrom(campaign, seen(ALICE, now));
        set(campaign, "issued", 1);

        var asked = System.nanoTime();
        var answer = patientHome(10).home(alice(true), new WaitPreference(30));

        assertThat(answer.waited()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void whoHasNoFirstLoginIsAnsweredWithoutAWaitAndToldThatThereIsNothing() {
        runningCampaign(1);

        var answer = patientHome(0).home(alice(false), new WaitPreference(30)); // there is no seat to wait on

        assertThat(answer.waited()).isTrue();
        assertThat(answer.home().campaigns())
                .extracting(CampaignState::state)
                .containsExactly(CampaignState.Standing.NOT_ELIGIBLE);
    }

    @Test
    void beyondTheBoundPeopleAreAnsweredAtOnceAndToldSo() {
        runningCampaign(1);

        var asked = System.nanoTime();
        var answer = patientHome(0).home(alice(true), new WaitPreference(30));

        assertThat(answer.waited()).isFalse();
        assertThat(answer.home().hasPending()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aServiceThatStopsAnswersWhoWaits() throws Exception {
        runningCampaign(1);
        var answer = waiting("/homepage", 30);
        try {
            var stopped = System.nanoTime();
            watcher.stop();

            assertThat(answer.get().body()).contains("\"state\":\"PENDING\"");
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(10));
        } finally {
            watcher.start();
        }
    }

    @Test
    void withoutTheWishNothingIsAppliedAndNobodyWaits() throws Exception {
        runningCampaign(1);

        assertThat(send("/homepage").headers().firstValue("Preference-Applied")).isEmpty();
        assertThat(send("/homepage", "Prefer", "respond-async").headers().firstValue("Preference-Applied"))
                .isEmpty();
    }

    private static Caller alice(boolean hasFirstLogin) {
        return new Caller(ALICE, UUID.randomUUID(), "Alice", Set.of("USER"), hasFirstLogin);
    }

    private PatientHome patientHome(int seats) {
        var properties = new WalletProperties(Duration.ofMillis(100), seats, 1, 1, Duration.ofSeconds(15));
        return new PatientHome(wallet, watcher, properties, new SimpleMeterRegistry());
    }

    /** Asks, and returns once the request is being kept waiting. */
    private CompletableFuture<HttpResponse<String>> waiting(String path, int seconds) {
        var answer = http.sendAsync(request(path, "Prefer", "respond-async, wait=" + seconds), BodyHandlers.ofString());
        await().until(() -> meters.get("wallet.waiters").gauge().value() == 1 || answer.isDone());
        return answer;
    }
}
