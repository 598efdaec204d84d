package dev.promo.promotion.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.defaults.database.Columns;
import dev.promo.promotion.idempotency.IdempotencyKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The ids of new holds. Where a request has an {@code Idempotency-Key}, the id follows from the key, its caller and the voucher:
 * whoever asks again because the first answer was lost finds the hold that was made. Callers choose keys that others may guess,
 * so a secret of the database goes in as well.
 */
@Component
class HoldIds {

    private static final String HASH = "HmacSHA256";

    private final JdbcClient jdbc;

    HoldIds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param key of the request; null for an id that is never drawn again */
    UUID next(PresentedVoucher voucher, Customer customer, @Nullable IdempotencyKey key) {
        return key == null ? UUID.randomUUID() : derived(customer.userId() + "|" + voucher.id() + "|" + key.value());
    }

    private UUID derived(String request) {
        try {
            var mac = Mac.getInstance(HASH);
            mac.init(new SecretKeySpec(secret(), HASH));
            return Columns.uuid(Arrays.copyOf(mac.doFinal(request.getBytes(UTF_8)), 16));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + HASH, impossible);
        }
    }

    private byte[] secret() {
        return jdbc.sql("SELECT secret FROM hold_secret WHERE id = 1")
                .query((row, n) -> row.getBytes("secret"))
                .single();
    }
}
