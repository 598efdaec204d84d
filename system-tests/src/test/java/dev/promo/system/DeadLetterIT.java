package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A first login that nobody can read comes to its person all the same, by what an operator types. */
class DeadLetterIT {

    private final RunningSystem system = RunningSystem.healthy();

    @TempDir
    private Path folder;

    @Test
    void anUnreadableFirstLoginIsFoundCorrectedAndBroughtBackFromTheCommandLine() throws Exception {
        var person = system.newPeople(1).getFirst();
        var user = system.userId(person);
        system.adminsToken(); // is there
        send(user);
        var letter = await().atMost(PATIENCE).until(() -> letterOf(user), id -> !id.isEmpty());
        var correction = Files.writeString(
                folder.resolve("correction.json"),
                "[{\"op\":\"replace\",\"path\":\"/userId\",\"value\":" + user + "}]");

        assertThat(promo(1, "redrive", "--ids", letter))
                .contains("still_malformed", "WRONG_FIELD.userId", "userId TYPE");
        assertThat(promo(0, "redrive", "--ids", letter, "--correction", correction.toString()))
                .contains("would_redrive", "nothing was done");
        assertThat(promo(0, "show", letter)).contains("waiting", "\"" + user + "\"");
        assertThat(system.hasSeen(List.of(person))).isFalse();
        assertThat(promo(0, "redrive", "--ids", letter, "--correction", correction.toString(), "--apply"))
                .contains("1 of 1 dead letters are back in the queue");

        await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(person)));
        assertThat(promo(0, "list", "--state", "redriven")).contains(letter, "WRONG_FIELD.userId");
        assertThat(promo(0, "show", letter)).contains("REDRIVEN by user");
    }

    /** As auth-service tells it, but for one field. */
    private void send(long user) throws Exception {
        var good = FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), user, Instant.now()))
                .toProducerRecord();
        var poison = new String(good.value(), UTF_8).replace(":" + user, ":\"" + user + "\"");
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            good.topic(), 0, good.timestamp(), good.key(), poison.getBytes(UTF_8), good.headers()))
                    .get();
        }
    }

    /** Empty while it is not on the desk; other tests leave letters there too. */
    private String letterOf(long user) throws Exception {
        for (JsonNode letter :
                JsonMapper.shared().readTree(promo(0, "list", "--reason", "WRONG_FIELD.userId", "--json"))) {
            var id = letter.at("/id").asString();
            var whole = JsonMapper.shared().readTree(promo(0, "show", id, "--json"));
            if (whole.at("/key/text").asString("").equals(Long.toString(user))) {
                return id;
            }
        }
        return "";
    }

    /** What the command says. */
    private String promo(int exitCode, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.promo.local.cli.Promo",
                "dlt"));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--target",
                system.stack().url().toString(),
                "--admin-password",
                system.stack().adminPassword()));
        var process = new ProcessBuilder(command)
                .redirectError(folder.resolve("complaints.txt").toFile())
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as("%s%s", said, Files.readString(folder.resolve("complaints.txt")))
                .isEqualTo(exitCode);
        return said;
    }
}
