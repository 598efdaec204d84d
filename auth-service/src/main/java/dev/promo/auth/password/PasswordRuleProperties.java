package dev.promo.auth.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Setting {@code promo.auth.password-min-length}.
 *
 * @param passwordMinLength characters of a new password, at least
 */
@Validated
@ConfigurationProperties("promo.auth")
record PasswordRuleProperties(
        @DefaultValue("8") @Min(8) @Max(64) int passwordMinLength) {}
