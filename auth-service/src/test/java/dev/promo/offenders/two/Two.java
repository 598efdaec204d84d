package dev.promo.offenders.two;

import dev.promo.offenders.one.One;
import org.jspecify.annotations.Nullable;

/** Closes the circle. */
public class Two {

    private final @Nullable One one;

    public Two(@Nullable One one) {
        this.one = one;
    }

    public @Nullable One one() {
        return one;
    }
}
