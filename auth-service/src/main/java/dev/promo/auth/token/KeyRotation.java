package dev.promo.auth.token;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.defaults.token.TokenProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes keys and brings them to an end. A new key is published at once and signs {@code promo.auth.key-lead} later; the one
 * before it verifies until the last token that it signed has expired everywhere, and is then destroyed.
 *
 * <p>All instances do this at once and agree, since each key can be replaced by one other only. Thread-safe.
 */
@Service
class KeyRotation {
    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

    /** How much longer than it must a key verifies, for instances whose clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final KeyTable table;
    private final KeyRing ring;
    private final KeyProperties settings;
    private final Duration skew;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    KeyRotation(
            KeyTable table,
            KeyRing ring,
            KeyProperties settings,
            TokenProperties tokens,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.table = table;
        this.ring = ring;
        this.settings = settings;
        this.skew = tokens.clockSkew();
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Gives the signing key a successor; a rotation that is under way already is not done twice.
     *
     * @param admin who wants it; null for the schedule
     * @return the key that signs next
     */
    KeyTimes rotate(@Nullable Long admin) {
        var newest = table.newest().orElse(null);
        if (newest == null || !now().isBefore(newest.signsFrom())) {
            replace(newest, admin);
            read();
        }
        return table.newest().orElseThrow();
    }

    private void replace(@Nullable KeyTimes old, @Nullable Long admin) {
        var key = SigningKey.generate(); // takes a moment: before the transaction
        try {
            transaction.executeWithoutResult(_ -> {
                var now = now();
                if (old == null) {
                    table.add(key, null, now, now); // nobody has a token to verify, so nobody need know it before
                    return;
                }
                var signsFrom = now.plus(settings.keyLead());
                table.add(key, old.kid(), now, signsFrom);
                table.end(
                        old.kid(),
                        signsFrom,
                        signsFrom
                                .plus(settings.accessTokenLifetime())
                                .plus(skew)
                                .plus(MARGIN));
                audit.record(new AuditEvent(AuditAction.KEYS_ROTATED, null, admin, new TreeMap<>())
                        .with("kid", key.id())
                        .with("signsFrom", signsFrom.toString()));
            });
            log.info("Made the signing key {}", key.id());
        } catch (DuplicateKeyException _) {
            log.info("Another instance has made the next signing key meanwhile");
        }
    }

    /** Learns what the other instances have done, and does what is due: the first key, the next one, the end of old ones. */
    void keepUp() {
        read();
        if (isDue()) {
            rotate(null);
        }
        var now = now();
        if (ring.keys().stream().anyMatch(kept -> !kept.times().verifiesAt(now))) {
            transaction.executeWithoutResult(_ -> table.destroyGone(now));
            log.info("Destroyed the private keys whose tokens are all gone");
        }
    }

    /** One at a time, so that no older reading replaces a newer one. */
    private synchronized void read() {
        var at = clock.instant();
        ring.replace(table.living(ring::find), at);
    }

    private boolean isDue() {
        var keys = ring.keys();
        return keys.isEmpty()
                || !now().isBefore(keys.getLast()
                        .times()
                        .signsFrom()
                        .plus(settings.keyRotation())
                        .minus(settings.keyLead()));
    }

    /** As exact as a column keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
