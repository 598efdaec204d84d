package dev.promo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.local.testing.TestBackends;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class TopicOwnershipIT {

    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, FirstLogin.TOPIC);

    @Test
    void aTopicThatSomebodyElseMadeIsKeptForEverOnceItsOwnerHasStarted() throws Exception {
        try (var broker = TestBackends.newKafkaBroker();
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var sevenDays = Long.toString(Duration.ofDays(7).toMillis());
            admin.createTopics(List.of(new NewTopic(FirstLogin.TOPIC, 1, (short) 1)
                            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, sevenDays))))
                    .all()
                    .get();
            assertThat(retention(admin)).isEqualTo(sevenDays);

            try (var _ = new RunningService(TestBackends.jdbcUrl("topic_owner"), broker.bootstrapServers())) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(retention(admin)).isEqualTo("-1"));
            }
        }
    }

    private static String retention(Admin admin) throws Exception {
        var settings = admin.describeConfigs(List.of(TOPIC)).all().get();
        return Objects.requireNonNull(settings.get(TOPIC))
                .get(TopicConfig.RETENTION_MS_CONFIG)
                .value();
    }
}
