package dev.promo.defaults.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.SharedDefaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Without a broker; that the topics come to be is shown where a real one runs. */
class TopicCreationTests {
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withInitializer(context ->
                    new SharedDefaults().postProcessEnvironment(context.getEnvironment(), new SpringApplication()))
            .withConfiguration(AutoConfigurations.of(KafkaTopicsAutoConfiguration.class));

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
    @ExtendWith(OutputCaptureExtension.class)
    void aBrokerThatRefusesIsToldOfByItsOneLineAndNotByAThousand(CapturedOutput output) {
        var logging = LoggingSystem.get(getClass().getClassLoader());
        logging.setLogLevel("org.apache.kafka.clients", LogLevel.INFO); // as services have it, and these tests do not
        try {
            contexts.withUserConfiguration(NoBroker.class).run(_ -> {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> output.getAll().contains("The topics could not be created yet"));
                assertThat(output.getAll()).contains("Connection to node").doesNotContain("Rebootstrapping");
            });
        } finally {
            logging.setLogLevel("org.apache.kafka.clients", null);
        }
    }

    @Test
    void aServiceWithoutKafkaGetsNothing() {
        contexts.run(context -> assertThat(context).doesNotHaveBean(TopicCreation.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBroker {
        @Bean
        KafkaAdmin admin(Environment environment) {
            var settings = new HashMap<String, Object>(Binder.get(environment)
                    .bind("spring.kafka.admin.properties", Bindable.mapOf(String.class, String.class))
                    .orElse(Map.of()));
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 300);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 300);
            var admin = new KafkaAdmin(settings);
            admin.setAutoCreate(false);
            return admin;
        }

        @Bean
        NewTopic topic() {
            return TopicBuilder.name("a").partitions(1).build();
        }
    }
}
