package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.events.TraceParent;
import dev.promo.events.VoucherChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** One trace from the login at the gateway to the voucher's record. */
class TraceIT {

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void theLoginItsRecordTheDecisionAndTheVouchersRecordAreOfOneTrace() throws Exception {
        system.newCampaign(1);
        var person = system.newPeople(1).getFirst();
        try (var gateway = system.gateway(0)) {
            assertThat(RunningSystem.logIn(gateway, person, 0).firstLogin()).isTrue();
        }
        var id = system.userId(person);

        var login = await().atMost(PATIENCE)
                .until(() -> traces(FirstLogin.TOPIC, id), traces -> !traces.isEmpty())
                .getFirst();
        assertThat(login.isSampled()).isTrue();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traces(VoucherChange.TOPIC, id))
                        .isNotEmpty()
                        .allSatisfy(voucher -> {
                            assertThat(voucher.traceId()).isEqualTo(login.traceId());
                            assertThat(voucher.spanId()).isNotEqualTo(login.spanId()); // that of the decision
                        }));
        for (var said : List.of(
                "auth answers 200", "User " + id + " logged in for the first time", "Decided on a first login")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(logLines())
                            .as(said)
                            .anyMatch(line -> line.endsWith(said) && line.contains("[" + login.traceId() + "-")));
        }
    }

    private Stream<String> logLines() {
        return system.stack().components().stream().flatMap(component -> {
            try {
                return Files.readAllLines(component.log()).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Of the records about the person, each of which has one. */
    private List<TraceParent> traces(String topic, long userId) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            var ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var traces = Stream.<TraceParent>builder();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var message : consumer.poll(Duration.ofSeconds(1))) {
                    if (Long.toString(userId).equals(message.key())) {
                        traces.add(TraceParent.of(message.headers()));
                    }
                }
            }
            return traces.build().toList();
        }
    }
}
