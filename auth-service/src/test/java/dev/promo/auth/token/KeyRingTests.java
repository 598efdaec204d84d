package dev.promo.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which key does what at which moment. */
class KeyRingTests {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration LEAD = Duration.ofMinutes(10);

    private static final SigningKey OLD = SigningKey.generate();
    private static final SigningKey NEW = SigningKey.generate();

    private final MovableClock clock = new MovableClock();
    private final KeyRing ring = new KeyRing(new KeyProperties(Duration.ofMinutes(15), LEAD, Duration.ofDays(30)), clock);

    private final KeyTimes old =
            new KeyTimes(OLD.id(), at(-100), at(-90), at(10), at(30));
    private final KeyTimes next = new KeyTimes(NEW.id(), at(0), at(10), null, null);

    @Test
    void theNextKeyTakesOverAtItsMomentWithoutAnythingBeingReadAnew() {
        readNow();

        isSigning(OLD, at(0));
        isSigning(OLD, at(10).minusNanos(1000));
        isSigning(NEW, at(10));
    }

    @Test
    void bothArePublishedUntilTheOldOnesTokensAreGone() {
        readNow();

        assertThat(ring.verifying()).containsExactly(OLD, NEW);
        clock.now = at(30).minusNanos(1000);
        assertThat(ring.verifying()).containsExactly(OLD, NEW);
        clock.now = at(30);
        assertThat(ring.verifying()).containsExactly(NEW);
    }

    @Test
    void aKeyThatAnotherInstanceMayHaveReplacedMeanwhileDoesNotSign() {
        readNow();
        clock.now = START.plus(LEAD).plusNanos(1000);
        assertThat(ring.signing()).isEmpty();
        assertThat(ring.verifying()).isNotEmpty();

        readNow();
        isSigning(NEW, clock.now);
    }

    @Test
    void aKeyThatEndedWithoutASuccessorDoesNotSign() {
        ring.replace(List.of(new KeptKey(OLD, old)), START);

        clock.now = at(10);
        assertThat(ring.signing()).isEmpty();
    }

    @Test
    void beforeAnythingIsReadThereIsNoKey() {
        assertThat(ring.signing()).isEmpty();
        assertThat(ring.verifying()).isEmpty();
    }

    @Test
    void settingsUnderWhichTokensWouldBeRefusedStopTheStart() {
        assertThatThrownBy(() -> new KeyProperties(Duration.ofMinutes(15), Duration.ofSeconds(11), Duration.ofDays(1)))
                .hasMessageContaining("promo.auth.key-lead");
        assertThatThrownBy(() -> new KeyProperties(Duration.ofMinutes(15), Duration.ofDays(1), Duration.ofDays(1)))
                .hasMessageContaining("promo.auth.key-rotation");
        assertThatThrownBy(() -> new KeyProperties(Duration.ofSeconds(1), LEAD, Duration.ofDays(1)))
                .hasMessageContaining("promo.auth.access-token-lifetime");
    }

    private void readNow() {
        ring.replace(List.of(new KeptKey(OLD, old), new KeptKey(NEW, next)), clock.now);
    }

    private void isSigning(SigningKey key, Instant moment) {
        clock.now = moment;
        assertThat(ring.signing().map(KeptKey::key)).contains(key);
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static final class MovableClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
