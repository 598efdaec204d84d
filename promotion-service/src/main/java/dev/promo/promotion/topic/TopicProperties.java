package dev.promo.promotion.topic;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the topics.
 *
 * @param firstLoginPartitions partitions of {@code auth.first-login}, so that its dead-letter topic gets as many
 * @param eventPartitions partitions of each topic that tells others what happened here; the order is that of a key
 * @param topicReplicas replicas of every topic that this service owns; -1 leaves it to the broker's default
 */
@Validated
@ConfigurationProperties("promo.promotion")
record TopicProperties(
        @DefaultValue("1") @Min(1) int firstLoginPartitions,
        @DefaultValue("3") @Min(1) @Max(1000) int eventPartitions,
        @DefaultValue("-1") @Min(-1) int topicReplicas) {}
