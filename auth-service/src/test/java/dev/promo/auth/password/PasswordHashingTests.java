package dev.promo.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class PasswordHashingTests {

    private final CountingHashing passwords = new CountingHashing(1, 1);

    @AfterEach
    void stop() {
        passwords.release();
        passwords.destroy();
    }

    @Test
    void aPasswordMatchesItsHashAndNothingElse() throws Exception {
        var hash = passwords.hash(new Password(" Correct Horse "));

        assertThat(hash).startsWith("$2b$04$");
        assertThat(passwords.matches(new Password(" Correct Horse "), hash)).isTrue();
        assertThat(passwords.matches(new Password("Correct Horse"), hash)).isFalse();
        assertThat(passwords.matches(new Password(" correct horse "), hash)).isFalse();
    }

    @Test
    void twoHashesOfOnePasswordDiffer() throws Exception {
        assertThat(passwords.hash(new Password("correct horse")))
                .isNotEqualTo(passwords.hash(new Password("correct horse")));
    }

    @Test
    void composedAndDecomposedCharactersAreTheSamePassword() throws Exception {
        var hash = passwords.hash(new Password("Z\u00fcrich-\u1e69!"));

        assertThat(passwords.matches(new Password("Zu\u0308rich-s\u0323\u0307!"), hash))
                .isTrue();
    }

    @Test
    void everythingBeyond72BytesFailsThoughBcryptWouldNotSeeIt() throws Exception {
        var hash = passwords.hash(new Password("p".repeat(72)));

        assertThat(passwords.matches(new Password("p".repeat(72)), hash)).isTrue();
        assertThat(passwords.matches(new Password("p".repeat(72) + "junk"), hash))
                .isFalse();
        assertThatThrownBy(() -> passwords.hash(new Password("p".repeat(73))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNulEndsNoPassword() throws Exception {
        var hash = passwords.hash(new Password("12345678"));

        assertThat(passwords.matches(new Password("12345678\0anything"), hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "right password",
                "wrong password",
                "0123456789012345678901234567890123456789012345678901234567890123456789012",
                "nul\0"
            })
    void whateverIsAskedExactlyOneComparisonOfTheSameCostIsComputed(String typed) throws Exception {
        var hash = passwords.hash(new Password("right password"));

        passwords.matches(new Password(typed), hash);
        passwords.matches(new Password(typed), null);

        assertThat(passwords.comparedHashes()).hasSize(2).allMatch(compared -> compared.startsWith("$2b$04$"));
    }

    @Test
    void aHashOfALowerCostTakesAsMuchWorkAsOneOfTodaysAndIsKnownToBeOutdated() throws Exception {
        var old = BCrypt.hashpw("correct horse", BCrypt.gensalt("$2b", 4));
        var today = new CountingHashing(7, 1, 1);
        try {
            assertThat(today.matches(new Password("correct horse"), old)).isTrue();
            assertThat(today.matches(new Password("wrong horse"), old)).isFalse();

            // 2^4 + 2^4 + 2^5 + 2^6 = 2^7
            assertThat(today.spent()).containsExactly(4, 5, 6, 4, 5, 6);
            assertThat(today.isOutdated(old)).isTrue();
            assertThat(today.isOutdated(today.hash(new Password("correct horse"))))
                    .isFalse();
        } finally {
            today.destroy();
        }
    }

    @Test
    void whatCanWaitIsHashedOnlyIfNobodyElseWaits() {
        passwords.hold();
        var computing = matchElsewhere();
        await().until(() -> passwords.comparedHashes().size() == 1);
        var waiting = matchElsewhere();
        await().until(passwords::isQueueFull);

        assertThat(passwords.hashIfIdle(new Password("correct horse"))).isEmpty();

        passwords.release();
        assertThat(computing.join()).isFalse();
        assertThat(waiting.join()).isFalse();
        assertThat(passwords.hashIfIdle(new Password("correct horse")))
                .hasValueSatisfying(hash -> assertThat(hash).startsWith("$2b$04$"));
    }

    @Test
    void nobodysHashOpensNoDoor() throws Exception {
        assertThat(passwords.matches(new Password("nobody"), null)).isFalse();
        assertThat(passwords.matches(new Password("somebody"), null)).isFalse();
    }

    @Test
    void hashesOfOtherBcryptsAreUnderstood() throws Exception {
        assertThat(passwords.matches(
                        new Password("correct horse"), BCrypt.hashpw("correct horse", BCrypt.gensalt("$2a", 4))))
                .isTrue();
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsRefusedAtOnceAndTheRestIsServed() {
        passwords.hold();
        var served = new ArrayList<CompletableFuture<Boolean>>();
        served.add(matchElsewhere());
        await().until(() -> passwords.comparedHashes().size() == 1); // one computing
        served.add(matchElsewhere());
        await().until(passwords::isQueueFull);

        assertThatThrownBy(() -> passwords.matches(new Password("x"), null)).isInstanceOf(HashingOverloaded.class);

        passwords.release();
        assertThat(served).allSatisfy(result -> assertThat(result.join()).isFalse());
    }

    @Test
    void noTransactionWaitsForAHash() {
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThatThrownBy(() -> passwords.matches(new Password("x"), null))
                    .isInstanceOf(IllegalStateException.class);
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new Password("canary")).hasToString("Password[secret]");
    }

    private CompletableFuture<Boolean> matchElsewhere() {
        var result = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(passwords.matches(new Password("x"), null));
            } catch (HashingOverloaded e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
