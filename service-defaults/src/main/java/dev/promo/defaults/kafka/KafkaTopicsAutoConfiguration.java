package dev.promo.defaults.kafka;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;

/** Creates declared {@code NewTopic} beans in services that have a {@link KafkaAdmin}. */
@AutoConfiguration(afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@ConditionalOnClass(KafkaAdmin.class)
public class KafkaTopicsAutoConfiguration {

    @Bean
    @ConditionalOnBean(KafkaAdmin.class)
    TopicCreation topicCreation(KafkaAdmin admin) {
        return new TopicCreation(admin);
    }
}
