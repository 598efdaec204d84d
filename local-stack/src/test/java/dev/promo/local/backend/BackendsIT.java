package dev.promo.local.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.Component;
import dev.promo.local.process.FreePorts;
import dev.promo.local.process.StartFailure;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final List<Component> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Component::kill);
    }

    @Test
    void theDatabaseKeepsItsDataThroughAStopAndAKillAndTakesANewPassword() throws Exception {
        var port = FreePorts.next();
        var first = ready(new MariaDb(ProjectHome.find(), folder, port, List.of(account("password-1"))));
        update(first, "password-1", "create table notes (id int primary key)");
        update(first, "password-1", "insert into notes values (1)");

        first.stop();
        assertThat(first.isReady()).isFalse();
        ready(first);
        update(first, "password-1", "insert into notes values (2)");
        first.kill();
        var second = ready(new MariaDb(ProjectHome.find(), folder, FreePorts.next(), List.of(account("password-2"))));

        assertThat(count(second, "password-2")).isEqualTo(2);
    }

    @Test
    void nobodyGetsIntoTheDatabaseWithoutItsPasswordNorIntoAnotherSchema() throws Exception {
        var server = ready(new MariaDb(ProjectHome.find(), folder, FreePorts.next(), List.of(account("password-1"))));

        assertThatThrownBy(() -> connect(server, "shop", "shop", "wrong")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connect(server, "shop", "root", "")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connect(server, "shop", "", "")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connect(server, "mysql", "shop", "password-1")).isInstanceOf(SQLException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("accounts.sql"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theBrokerKeepsItsRecordsThroughAStopAndAKill() throws Exception {
        var broker = ready(new KafkaBroker(ProjectHome.find(), folder, FreePorts.next(), FreePorts.next()));
        try (var admin = Admin.create(servers(broker))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        send(broker, "kept");

        broker.stop();
        ready(broker);
        send(broker, "kept");
        broker.kill();
        ready(broker);

        assertThat(end(broker, "kept")).isEqualTo(2);
    }

    @Test
    void aFrozenBrokerAnswersNothingAndGoesOnWhenResumed() throws Exception {
        var broker = ready(new KafkaBroker(ProjectHome.find(), folder, FreePorts.next(), FreePorts.next()));

        broker.pause();
        assertThat(broker.isReady()).isFalse();
        broker.resume();

        broker.awaitReady(PATIENCE);
    }

    @Test
    void aTopicIsNeverMadeByAccident() throws Exception {
        var broker = ready(new KafkaBroker(ProjectHome.find(), folder, FreePorts.next(), FreePorts.next()));

        assertThatThrownBy(() -> send(broker, "misspelt")).hasMessageContaining("misspelt");
    }

    @Test
    void aServerThatCannotStartSaysWhyWithItsOwnWords() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var server = new MariaDb(ProjectHome.find(), folder, taken.getLocalPort(), List.of(account("password-1")));
            started.add(server);
            server.start();

            assertThatThrownBy(() -> server.awaitReady(PATIENCE))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("mariadb ended with exit code")
                    .hasMessageContaining("Address already in use");
        }
    }

    private static Account account(String password) {
        return new Account("shop", password, "shop");
    }

    private <C extends Component> C ready(C component) throws InterruptedException {
        started.add(component);
        component.start();
        component.awaitReady(PATIENCE);
        return component;
    }

    private static Connection connect(MariaDb server, String schema, String user, String password) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(schema), user, password);
    }

    private static void update(MariaDb server, String password, String sql) throws SQLException {
        try (var connection = connect(server, "shop", "shop", password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(MariaDb server, String password) throws SQLException {
        try (var connection = connect(server, "shop", "shop", password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from notes")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Map<String, Object> servers(KafkaBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", "15000");
    }

    private static void send(KafkaBroker broker, String topic) throws Exception {
        try (var producer = new KafkaProducer<>(servers(broker), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get();
        }
    }

    private static long end(KafkaBroker broker, String topic) throws Exception {
        var partition = new TopicPartition(topic, 0);
        try (var admin = Admin.create(servers(broker))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }
}
