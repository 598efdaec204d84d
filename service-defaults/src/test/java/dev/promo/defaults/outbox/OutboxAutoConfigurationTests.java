package dev.promo.defaults.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.promo.events.EventEnvelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Without database and broker; that events reach Kafka is shown where real ones run. */
class OutboxAutoConfigurationTests {
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void aServiceWithDatabaseAndKafkaGetsAnOutboxAndARelayThatRunsEvenWhileBothAreAway() {
        contexts.withUserConfiguration(NoDatabase.class, NoBroker.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Outbox.class)
                        .getBean(OutboxRelay.class)
                        .satisfies(relay -> {
                            assertThat(relay.isRunning()).isTrue();
                            assertThat(relay.isActive()).isFalse();
                        }));
    }

    @Test
    void aServiceWithoutADatabaseGetsNothing() {
        contexts.withUserConfiguration(NoBroker.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Outbox.class)
                        .doesNotHaveBean(OutboxRelay.class));
    }

    @Test
    void aServiceWithoutKafkaGetsNothing() {
        contexts.withUserConfiguration(NoDatabase.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Outbox.class)
                        .doesNotHaveBean(OutboxRelay.class));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {JdbcClient.class, HikariDataSource.class, DefaultKafkaProducerFactory.class, EventEnvelope.class
            })
    void aServiceWithoutTheLibraryStartsWithoutAnOutbox(Class<?> missing) {
        contexts.withUserConfiguration(NoDatabase.class, NoBroker.class)
                .withClassLoader(new FilteredClassLoader(missing))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("outbox"));
    }

    @Test
    void aLockThatASignOfLifeComesTooLateForIsRefused() {
        contexts.withUserConfiguration(NoDatabase.class, NoBroker.class)
                .withPropertyValues("promo.outbox.lock-timeout=14s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("promo.outbox.lock-timeout must be 15 s or more"));
    }

    @Configuration(proxyBeanMethods = false)
    static class NoDatabase {
        @Bean
        HikariDataSource dataSource() {
            var database = new HikariDataSource();
            database.setJdbcUrl("jdbc:mysql://127.0.0.1:1/nowhere?connectTimeout=300");
            database.setInitializationFailTimeout(-1);
            return database;
        }

        @Bean
        JdbcTemplate jdbcTemplate(DataSource database) {
            return new JdbcTemplate(database);
        }

        @Bean
        JdbcClient jdbc(JdbcTemplate template) {
            return JdbcClient.create(template);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBroker {
        @Bean
        DefaultKafkaProducerFactory<String, byte[]> kafka() {
            return new DefaultKafkaProducerFactory<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
        }
    }
}
