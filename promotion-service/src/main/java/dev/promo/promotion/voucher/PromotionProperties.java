package dev.promo.promotion.voucher;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the voucher feature.
 *
 * @param firstLoginPartitions partitions of {@code auth.first-login}, so that its dead-letter topic gets as many
 * @param topicReplicas replicas of the dead-letter topic; -1 leaves it to the broker's default
 */
@Validated
@ConfigurationProperties("promo.promotion")
record PromotionProperties(
        @DefaultValue("1") @Min(1) int firstLoginPartitions,
        @DefaultValue("-1") @Min(-1) int topicReplicas) {}
