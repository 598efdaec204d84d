package dev.promo.promotion.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.outbox.Outbox;
import dev.promo.events.EventEnvelope;
import dev.promo.local.testing.TestBackends;
import dev.promo.promotion.PromotionServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

class TopicConfigurationIT extends PromotionServiceTest {

    @Autowired
    Outbox outbox;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    MeterRegistry meters;

    @ParameterizedTest
    @ValueSource(strings = {"promotion.voucher", "promotion.campaign"})
    void theBrokerTakesWhatIsStoredForTheTopic(String topic) {
        var key = UUID.randomUUID().toString();

        transaction.executeWithoutResult(_ -> outbox.append(event(topic, key)));

        await().until(() -> isSent(key));
        assertThat(meters.get("outbox.relay.active").gauge().value()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"promotion.voucher", "promotion.campaign"})
    void theTopicIsKeptForEverInThreePartitions(String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers()))) {
            await().until(() -> admin.listTopics().names().get().contains(topic));
            var name = new ConfigResource(ConfigResource.Type.TOPIC, topic);

            assertThat(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .values())
                    .singleElement()
                    .satisfies(described -> assertThat(described.partitions()).hasSize(3));
            assertThat(admin.describeConfigs(List.of(name)).all().get().values())
                    .singleElement()
                    .satisfies(settings -> {
                        assertThat(settings.get(TopicConfig.RETENTION_MS_CONFIG).value())
                                .isEqualTo("-1");
                        assertThat(settings.get(TopicConfig.RETENTION_BYTES_CONFIG)
                                        .value())
                                .isEqualTo("-1");
                        assertThat(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG)
                                        .value())
                                .isEqualTo("delete");
                    });
        }
    }

    private static EventEnvelope event(String topic, String key) {
        return new EventEnvelope(
                UUID.randomUUID(),
                topic,
                key,
                "dev.promo.test.v1",
                "/test",
                Instant.parse("2026-03-01T10:00:00.123456Z"),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    private boolean isSent(String key) {
        return jdbc.sql("SELECT sent_at IS NOT NULL FROM outbox WHERE record_key = ?")
                .param(key)
                .query(Boolean.class)
                .single();
    }
}
