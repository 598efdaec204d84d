package dev.promo.auth.attempt;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings {@code promo.auth.lockout-*}.
 *
 * @param lockout how long an account is locked after too many wrong passwords, and how long a wrong password counts
 * @param lockoutAfter how many wrong passwords lock an account; also how many are tried at the same time
 */
@Validated
@ConfigurationProperties("promo.auth")
record AttemptProperties(
        @DefaultValue("10") @Min(5) @Max(100) int lockoutAfter,

        @DefaultValue("15m") @DurationMin(seconds = 1) @DurationMax(minutes = 15)
        Duration lockout) {}
