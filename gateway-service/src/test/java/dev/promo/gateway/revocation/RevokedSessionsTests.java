package dev.promo.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.SessionRevoked;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevokedSessionsTests {

    private static final Duration LIFE = Duration.ofMinutes(16);

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private final RevokedSessions revoked = new RevokedSessions(new Clock() {
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
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void aSessionIsRememberedUntilItsTokensAreGoneAndForgottenThen() {
        var ended = UUID.randomUUID();
        revoked.add(new SessionRevoked(ended, 42, now, now.plus(LIFE)));
        assertThat(revoked.contains(ended.toString())).isTrue();
        assertThat(revoked.contains(UUID.randomUUID().toString())).isFalse();

        now = now.plus(LIFE).minusMillis(1);
        revoked.forget();
        assertThat(revoked.contains(ended.toString())).isTrue();

        now = now.plusMillis(1);
        revoked.forget();
        assertThat(revoked.contains(ended.toString())).isFalse();
        assertThat(revoked.size()).isZero();
    }

    @Test
    void whatIsReadAgainLongAfterwardsTakesNoMemory() {
        revoked.add(new SessionRevoked(UUID.randomUUID(), 42, now.minus(LIFE), now));

        assertThat(revoked.size()).isZero();
    }
}
