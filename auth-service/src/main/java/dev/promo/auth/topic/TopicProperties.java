package dev.promo.auth.topic;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Setting {@code promo.auth.first-login-partitions}.
 *
 * @param firstLoginPartitions partitions of {@code auth.first-login}; one keeps the order of all, more only that of each user
 */
@Validated
@ConfigurationProperties("promo.auth")
record TopicProperties(@DefaultValue("1") @Min(1) @Max(1000) int firstLoginPartitions) {}
