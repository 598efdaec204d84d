package dev.promo.promotion.architecture.bad.two;

import dev.promo.promotion.architecture.bad.one.One;
import java.time.Instant;

/** The other half of the cycle with {@link One}. */
public record Two(Instant moment) {
    One one() {
        return new One();
    }
}
