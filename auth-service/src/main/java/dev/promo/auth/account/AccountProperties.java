package dev.promo.auth.account;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings {@code promo.account.*}.
 *
 * @param defaultRegion ISO 3166 country of phone numbers written without a country code
 */
@Validated
@ConfigurationProperties("promo.account")
record AccountProperties(
        @DefaultValue("VN") @Pattern(regexp = "[A-Z]{2}") String defaultRegion) {}
