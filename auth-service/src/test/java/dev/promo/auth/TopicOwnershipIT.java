package dev.promo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import dev.promo.local.testing.TestBackends;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class TopicOwnershipIT {

    private static final List<String> TOPICS = List.of(FirstLogin.TOPIC, AccountErased.TOPIC);

    @Test
    void aTopicThatSomebodyElseMadeIsKeptForEverOnceItsOwnerHasStarted() throws Exception {
        try (var broker = TestBackends.newKafkaBroker();
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var sevenDays = Long.toString(Duration.ofDays(7).toMillis());
            admin.createTopics(TOPICS.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1)
                                    .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, sevenDays)))
                            .toList())
                    .all()
                    .get();
            assertThat(retentions(admin)).containsOnly(sevenDays);

            try (var _ = new RunningService(TestBackends.jdbcUrl("topic_owner"), broker.bootstrapServers())) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(retentions(admin)).containsOnly("-1"));
            }
        }
    }

    private static List<String> retentions(Admin admin) throws Exception {
        var topics = TOPICS.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return admin.describeConfigs(topics).all().get().values().stream()
                .map(settings -> settings.get(TopicConfig.RETENTION_MS_CONFIG).value())
                .toList();
    }
}
