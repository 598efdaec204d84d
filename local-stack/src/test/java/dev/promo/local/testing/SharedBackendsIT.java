package dev.promo.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class SharedBackendsIT {

    @Test
    void aSchemaIsMadeOnFirstConnectionAndKeepsMicrosecondsAndUnicode() throws SQLException {
        try (var connection = DriverManager.getConnection(
                        TestBackends.jdbcUrl("first_seen"),
                        TestBackends.databaseUser(),
                        TestBackends.databasePassword());
                var statement = connection.createStatement()) {
            statement.execute("create table notes (text varchar(50), at datetime(6))");
            statement.execute("insert into notes values ('Nguyễn 🎟', '2026-01-02 03:04:05.123456')");

            var notes = statement.executeQuery("select text, cast(at as char) from notes");

            assertThat(notes.next()).isTrue();
            assertThat(notes.getString(1)).isEqualTo("Nguyễn 🎟");
            assertThat(notes.getString(2)).isEqualTo("2026-01-02 03:04:05.123456");
        }
    }

    @Test
    void theBrokerKeepsWhatIsSentToATopicThatWasCreated() throws Exception {
        var servers = Map.<String, Object>of("bootstrap.servers", TestBackends.kafkaBootstrapServers());
        try (var admin = Admin.create(servers)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }

        try (var producer = new KafkaProducer<>(servers, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", "key", "value")).get();
        }

        try (var consumer = new KafkaConsumer<>(servers, new StringDeserializer(), new StringDeserializer())) {
            var partition = List.of(new TopicPartition("kept", 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            assertThat(consumer.poll(Duration.ofSeconds(20)))
                    .singleElement()
                    .satisfies(read -> assertThat(read.value()).isEqualTo("value"));
        }
    }
}
