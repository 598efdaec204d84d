package dev.promo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.local.ProjectHome;
import dev.promo.local.process.FreePorts;
import dev.promo.local.testing.TestBackends;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTailCommandIT {

    private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", TestBackends.kafkaBootstrapServers());
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

    private final String topic = "tail-" + UUID.randomUUID();

    @TempDir
    private Path checkout;

    @BeforeEach
    void aTopicOfTwoPartitions() throws Exception {
        try (var admin = Admin.create(BROKER)) {
            var kept = new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "-1")); // however old they are
            admin.createTopics(List.of(kept)).all().get();
        }
    }

    @Test
    void theLastEventsOfEachPartitionAreShown() throws Exception {
        send(0, OLD, "a", 1, 12);
        send(1, OLD, "b", 1, 3);

        assertThat(tail("--no-follow").text().lines())
                .hasSize(13)
                .anyMatch(line -> line.contains(topic + "-0@2  -  3  a3"))
                .noneMatch(line -> line.contains("-0@1 "))
                .anyMatch(line -> line.contains(topic + "-1@0  -  1  b1"));
    }

    @Test
    void itBeginsWhereItIsToldAndEndsAfterSoMany() throws Exception {
        send(0, OLD, "old", 1, 12);
        send(0, Instant.now(), "new", 13, 15);

        assertThat(values(tail("--no-follow", "--from-beginning"))).hasSize(15).startsWith("old1");
        assertThat(values(tail("--from-beginning", "--max", "2"))).containsExactly("old1", "old2");
        assertThat(values(tail("--no-follow", "--since", "1h"))).containsExactly("new13", "new14", "new15");
        assertThat(values(tail("--no-follow", "--since", "PT1H"))).hasSize(3);
        assertThat(values(tail("--no-follow", "--offset", "0:13"))).containsExactly("new14", "new15");
        assertThat(values(tail("--no-follow", "--offset", "0:99"))).isEmpty();
        assertThat(tail("--no-follow", "--json", "--max", "1").text())
                .startsWith("{")
                .contains("\"offset\":5");
    }

    @Test
    void whatCannotBeReadStopsNothing() throws Exception {
        var login = FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), 42, Instant.now()))
                .toProducerRecord();
        try (var admin = Admin.create(BROKER);
                var producer = new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(FirstLogin.TOPIC, 1, (short) 1)))
                    .all()
                    .get();
            var bad = "\u001b[2Jnot JSON".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(FirstLogin.TOPIC, "7", bad)).get();
            producer.send(new ProducerRecord<String, byte[]>(FirstLogin.TOPIC, null))
                    .get();
            producer.send(login).get();
        }

        var outcome = run(
                "events",
                "tail",
                "--bootstrap",
                TestBackends.kafkaBootstrapServers(),
                "--topic",
                FirstLogin.TOPIC,
                "--no-follow");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.text().lines().toList())
                .hasSizeGreaterThanOrEqualTo(3)
                .anyMatch(line -> line.contains("UNREADABLE: The headers are not those of a CloudEvent 1.0."))
                .anyMatch(line -> line.contains("UNREADABLE: The record has no value."))
                .anyMatch(line -> line.contains("dev.promo.auth.first-login.v1  42  userId=42 "));
        assertThat(outcome.text()).doesNotContain("\u001b");
    }

    @Test
    void aFileOfPropertiesSaysHowToConnect() throws Exception {
        send(0, OLD, "a", 1, 1);
        var file = Files.writeString(
                checkout.resolve("client.properties"),
                "bootstrap.servers=" + TestBackends.kafkaBootstrapServers() + "\ngroup.id=promotion-service\n");

        var outcome = run("events", "tail", "--command-config", file.toString(), "--topic", topic, "--no-follow");

        assertThat(values(outcome)).containsExactly("a1");
        try (var admin = Admin.create(BROKER)) { // it joins no group, whatever the file says
            assertThat(admin.listConsumerGroupOffsets("promotion-service")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .keySet())
                    .noneMatch(partition -> partition.topic().equals(topic));
        }
    }

    @Test
    void whatComesLaterIsShownUntilSomebodyHasSeenEnough() throws Exception {
        send(0, OLD, "before", 1, 1);
        var output = checkout.resolve("tail.txt");
        var tail = new ProcessBuilder(
                        ProjectHome.java().toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dpromo.home=" + ProjectHome.find().root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Promo.class.getName(),
                        "events",
                        "tail",
                        "--bootstrap",
                        TestBackends.kafkaBootstrapServers(),
                        "--topic",
                        topic)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(output).contains("before1"));
            send(1, Instant.now(), "after", 1, 1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(output).contains("after1"));

            tail.destroy(); // as Ctrl-C

            assertThat(tail.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(output).lines()).hasSize(2);
        } finally {
            tail.destroyForcibly();
        }
    }

    @Test
    void whoIsNotThereIsNamed() {
        var nobody = "127.0.0.1:" + FreePorts.next();

        assertThat(run("events", "tail", "--bootstrap", nobody, "--no-follow").text())
                .contains("no broker answers at " + nobody)
                .doesNotContain("Exception");
        var missing =
                run("events", "tail", "--bootstrap", TestBackends.kafkaBootstrapServers(), "--topic", "no-such-topic");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.text()).contains("there is no topic no-such-topic; there are ", topic);
        assertThat(tail("--offset", "7:0").text()).contains("has no partition 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--max 0",
                "--max many",
                "--since yesterday",
                "--since -PT1H",
                "--offset 0",
                "--offset 0:1", // of which topic?
                "--offset 0:1 --topic a --topic b",
                "--from-beginning --since 1h",
                "--command-config /no/such/file"
            })
    void whatCannotBeMeantIsWrongUsage(String arguments) {
        var outcome = run(("events tail " + arguments).split(" "));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.text()).contains("Usage: promo events tail").doesNotContain("Exception");
    }

    private Outcome tail(String... arguments) {
        var all = new ArrayList<>(
                List.of("events", "tail", "--bootstrap", TestBackends.kafkaBootstrapServers(), "--topic", topic));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static List<String> values(Outcome outcome) {
        return outcome.text()
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    private Outcome run(String... arguments) {
        var said = new StringWriter();
        var line = Promo.commandLine(new ProjectHome(checkout));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        return new Outcome(line.execute(arguments), said.toString());
    }

    private void send(int partition, Instant time, String value, int from, int to) throws Exception {
        try (var producer = new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer())) {
            for (var n = from; n <= to; n++) {
                producer.send(new ProducerRecord<>(
                                topic,
                                partition,
                                time.toEpochMilli(),
                                Integer.toString(n),
                                (value + n).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private record Outcome(int code, String text) {}
}
