package dev.promo.defaults.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.promo.events.EventEnvelope;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Gives an {@link Outbox} to services with a database and Kafka, and a relay with connections of its own to both.
 *
 * <p>Whether the table is there cannot be asked here: the database may come up later than the service.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"
        })
@ConditionalOnClass({
    EventEnvelope.class,
    JdbcClient.class,
    HikariDataSource.class,
    DefaultKafkaProducerFactory.class,
    MeterRegistry.class
})
@ConditionalOnBean({DataSource.class, JdbcClient.class, DefaultKafkaProducerFactory.class})
@EnableConfigurationProperties(OutboxProperties.class)
public class OutboxAutoConfiguration {

    @Bean
    Doorbell outboxDoorbell() {
        return new Doorbell();
    }

    @Bean
    Outbox outbox(JdbcOperations jdbc, Doorbell relay, Clock clock) {
        return new Outbox(jdbc, relay, clock);
    }

    @Bean
    OutboxGauges outboxGauges(JdbcClient jdbc, Clock clock) {
        return new OutboxGauges(jdbc, clock);
    }

    @Bean
    OutboxRelay outboxRelay(
            DataSource dataSource,
            DefaultKafkaProducerFactory<?, ?> kafka,
            Doorbell doorbell,
            OutboxProperties settings,
            Clock clock,
            MeterRegistry meters)
            throws SQLException {
        var connection = Map.copyOf(kafka.getConfigurationProperties());
        return new OutboxRelay(
                unpooled(dataSource.unwrap(HikariDataSource.class)),
                () -> new KafkaEventSender(connection, meters),
                doorbell,
                settings,
                clock,
                meters);
    }

    /** The same database with the same driver settings; a pool would retire the connection that holds the lock. */
    private static DataSource unpooled(HikariDataSource pool) {
        var unpooled = new DriverManagerDataSource();
        unpooled.setUrl(pool.getJdbcUrl());
        unpooled.setUsername(pool.getUsername());
        unpooled.setPassword(pool.getPassword());
        unpooled.setConnectionProperties(pool.getDataSourceProperties());
        return unpooled;
    }
}
