package dev.promo.auth.topic;

import dev.promo.auth.token.TokenIssuer;
import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import dev.promo.events.SessionRevoked;
import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The topics that this service owns. */
@Configuration(proxyBeanMethods = false)
class TopicConfiguration {

    /** Kept for ever: whoever replays the topic from its beginning gets the queue in which vouchers were given out. */
    @Bean
    NewTopic firstLogins(TopicProperties settings) {
        return keptForEver(FirstLogin.TOPIC, settings.firstLoginPartitions());
    }

    /**
     * Kept for ever too: whoever joins later, or loses what they knew, learns of everybody whom they must not give to. Not
     * compacted: there is one record a person, so nothing would become shorter.
     */
    @Bean
    NewTopic erasures() {
        return keptForEver(AccountErased.TOPIC, 1);
    }

    private static NewTopic keptForEver(String topic, int partitions) {
        return TopicBuilder.name(topic)
                .partitions(partitions)
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1")
                .config(TopicConfig.RETENTION_BYTES_CONFIG, "-1")
                .config(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                // a record's time is when the fact happened, by its service's clock, whatever the broker's says
                .config(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .config(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .build();
    }

    /** One record for each session that was ended, for as long as a token of it may be accepted, and a little longer. */
    @Bean
    NewTopic sessionRevocations(TokenIssuer tokens) {
        var retention =
                Long.toString(tokens.acceptedFor().plus(Duration.ofHours(1)).toMillis());
        return TopicBuilder.name(SessionRevoked.TOPIC)
                .partitions(1)
                .config(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE)
                .config(TopicConfig.RETENTION_MS_CONFIG, retention)
                .config(TopicConfig.RETENTION_BYTES_CONFIG, "-1")
                // a segment that is still written to is neither compacted nor deleted
                .config(TopicConfig.SEGMENT_MS_CONFIG, retention)
                .config(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .config(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE))
                .build();
    }
}
