package dev.promo.promotion.deadletter;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the desk.
 *
 * @param maxRedrives how often a dead letter may be tried to bring back before it is parked, so that nothing goes round for ever
 */
@Validated
@ConfigurationProperties("promo.dead-letters")
record DeadLetterProperties(
        @DefaultValue("3") @Min(1) @Max(1000) int maxRedrives) {}
