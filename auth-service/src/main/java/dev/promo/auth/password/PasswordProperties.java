package dev.promo.auth.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings {@code promo.auth.bcrypt-*}.
 *
 * @param bcryptCost log2 of bcrypt's rounds; each step doubles the time of a login (10 is about 0.1 s of one core)
 * @param bcryptThreads how many hashes are computed at once; 0 means one per core
 * @param bcryptQueue how many more may wait; beyond that, people are sent away at once
 */
@Validated
@ConfigurationProperties("promo.auth")
record PasswordProperties(
        @DefaultValue("10") @Min(4) @Max(18) int bcryptCost,
        @DefaultValue("0") @Min(0) @Max(1024) int bcryptThreads,
        @DefaultValue("100") @Min(1) @Max(100_000) int bcryptQueue) {

    int threads() {
        return bcryptThreads > 0 ? bcryptThreads : Runtime.getRuntime().availableProcessors();
    }
}
