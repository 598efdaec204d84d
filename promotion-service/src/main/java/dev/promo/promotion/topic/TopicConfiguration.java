package dev.promo.promotion.topic;

import dev.promo.events.CampaignChanged;
import dev.promo.events.FirstLogin;
import dev.promo.events.VoucherChange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The topics that this service owns: what it tells others, and the one it sets poison aside on. */
@Configuration(proxyBeanMethods = false)
class TopicConfiguration {

    private final TopicProperties settings;

    TopicConfiguration(TopicProperties settings) {
        this.settings = settings;
    }

    /** What becomes of each voucher. */
    @Bean
    NewTopic voucherEvents() {
        return events(VoucherChange.TOPIC);
    }

    /** What becomes of each campaign. */
    @Bean
    NewTopic campaignEvents() {
        return events(CampaignChanged.TOPIC);
    }

    /** Kept for ever: whoever comes later can read all of it from the beginning. */
    private NewTopic events(String topic) {
        return TopicBuilder.name(topic)
                .partitions(settings.eventPartitions())
                .replicas(settings.topicReplicas())
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1")
                .config(TopicConfig.RETENTION_BYTES_CONFIG, "-1")
                .config(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                // a record's time is when the fact happened, by its service's clock, whatever the broker's says
                .config(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .config(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .build();
    }

    /** As many partitions as its source, and room for the longest record with its added headers. */
    @Bean
    NewTopic firstLoginDeadLetters() {
        return TopicBuilder.name(FirstLogin.DEAD_LETTER_TOPIC)
                .partitions(settings.firstLoginPartitions())
                .replicas(settings.topicReplicas())
                .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2097152")
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1") // kept until somebody has looked at them
                .build();
    }
}
