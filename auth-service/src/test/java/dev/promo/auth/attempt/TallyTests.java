package dev.promo.auth.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TallyTests {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final AttemptProperties RULES = new AttemptProperties(10, Duration.ofMinutes(15));

    @Test
    void fourFailuresAreFreeThenPausesDoubleThenTheAccountIsLocked() {
        var pauses = new ArrayList<Long>();
        var tally = Tally.NOTHING;
        for (var failure = 1; failure <= 10; failure++) {
            tally = tally.reserved(NOW).failed(NOW, RULES);
            var until = tally.blockedUntil();
            pauses.add(until == null ? 0 : Duration.between(NOW, until).toSeconds());
        }

        assertThat(pauses).containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 900L);
        assertThat(tally.inFlight()).isZero();
    }

    @Test
    void noPauseIsLongerThanTheLock() {
        var rules = new AttemptProperties(100, Duration.ofSeconds(3));
        var tally = Tally.NOTHING;
        for (var failure = 1; failure <= 60; failure++) {
            tally = tally.failed(NOW, rules);
        }

        assertThat(tally.blockedUntil()).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void thereIsRoomForAsManyAtOnceAsWouldStayWithinTheLimitIfAllWereWrong() {
        var tally = Tally.NOTHING.failed(NOW, RULES).failed(NOW, RULES);
        for (var n = 0; n < 8; n++) {
            assertThat(tally.hasRoom(10)).isTrue();
            tally = tally.reserved(NOW);
        }

        assertThat(tally.hasRoom(10)).isFalse();
        assertThat(tally.released().hasRoom(10)).isTrue();
    }

    @Test
    void aRightPasswordForgetsTheFailures() {
        var tally = Tally.NOTHING;
        for (var failure = 1; failure <= 7; failure++) {
            tally = tally.failed(NOW, RULES);
        }

        assertThat(tally.reserved(NOW).succeeded().at(NOW))
                .isEqualTo(Tally.NOTHING.reserved(NOW).released());
    }

    @Test
    void withTheLockTheFailuresAreForgotten() {
        var locked = Tally.NOTHING;
        for (var failure = 1; failure <= 10; failure++) {
            locked = locked.failed(NOW, RULES);
        }

        assertThat(locked.at(NOW.plusSeconds(899)).hasRoom(10)).isFalse();
        assertThat(locked.at(NOW.plusSeconds(900))).isEqualTo(Tally.NOTHING);
    }

    @Test
    void whatACrashedInstanceReservedIsFreeAfterAMinute() {
        var reserved = Tally.NOTHING.reserved(NOW).reserved(NOW);

        assertThat(reserved.at(NOW.plusSeconds(59)).inFlight()).isEqualTo(2);
        assertThat(reserved.at(NOW.plusSeconds(60))).isEqualTo(Tally.NOTHING);
    }

    @Test
    void whoSettlesLaterThanThatTakesNothingFromOthers() {
        assertThat(Tally.NOTHING.released().inFlight()).isZero();
        assertThat(Tally.NOTHING.succeeded().inFlight()).isZero();
        assertThat(Tally.NOTHING.failed(NOW, RULES).inFlight()).isZero();
    }
}
