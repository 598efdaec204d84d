package dev.promo.defaults.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Without a broker; that the topics come to be is shown where a real one runs. */
class TopicCreationTests {
    private final ApplicationContextRunner contexts =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KafkaTopicsAutoConfiguration.class));

    @Test
    void aServiceStartsAndStopsWhileTheBrokerIsDown() {
        contexts.withUserConfiguration(NoBroker.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(TopicCreation.class);
            assertThat(context.getBean(TopicCreation.class).isRunning()).isTrue();

            context.getSourceApplicationContext().stop();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !context.getBean(TopicCreation.class).isRunning());
        });
    }

    @Test
    void aServiceWithoutKafkaGetsNothing() {
        contexts.run(context -> assertThat(context).doesNotHaveBean(TopicCreation.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBroker {
        @Bean
        KafkaAdmin admin() {
            var admin = new KafkaAdmin(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 300,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 300));
            admin.setAutoCreate(false);
            return admin;
        }

        @Bean
        NewTopic topic() {
            return TopicBuilder.name("a").partitions(1).build();
        }
    }
}
