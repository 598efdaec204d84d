package dev.promo.auth.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.promo.events.FirstLogin;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** The relay with its own connections to database and broker, and the topic that this service owns. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {

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

    /** Kept for ever: whoever replays the topic from its beginning gets the queue in which vouchers were given out. */
    @Bean
    NewTopic firstLogins(OutboxProperties settings) {
        return TopicBuilder.name(FirstLogin.TOPIC)
                .partitions(settings.topicPartitions())
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1")
                .config(TopicConfig.RETENTION_BYTES_CONFIG, "-1")
                .config(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                .build();
    }
}
