package dev.promo.benchmarks;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.VoucherChange;
import dev.promo.local.demo.Answer;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A dry run of a million first logins: what it finds, how fast it is beside merely reading the same records, what it keeps in memory,
 * and what the live path notices of it.
 */
final class Replaying implements Benchmark {

    private static final int RECORDS = Integer.getInteger("promo.bench.records", 1_000_000);
    private static final long FIRST_USER = 1_000_000_000;
    private static final int LIVE_LOGINS = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration BETWEEN_LIVE_LOGINS = Duration.ofMillis(50);
    private static final int COLLECT_EVERY = 10;
    private static final double MOST_MEMORY_GROWTH = 1.25;
    private static final TopicPartition SOURCE = new TopicPartition(FirstLogin.TOPIC, 0);

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String claim() {
        return "a dry run of a million first logins finds a sound ledger sound, in flat memory, and live ones go on";
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var system = lab.system(design -> design);
                var gateway = new Gateway(system.url());
                var broker = new Broker("127.0.0.1:" + system.kafka().port())) {
            var admin = gateway.logIn(new Person.Identifier("userName", Stack.ADMIN), system.adminPassword())
                    .accessToken();
            lab.say(RECORDS + " first logins are sent and decided on");
            broker.fill();
            broker.awaitDecided();
            var campaign = campaign(gateway, admin);

            lab.say("The topic is merely read");
            broker.readRate(); // warms up
            var reading = broker.readRate();

            lab.say("Live first logins, alone");
            var alone = broker.liveDelays(FIRST_USER + RECORDS, null);

            lab.say("The same beside a dry run of everything");
            var replay = new Run(gateway, admin, system);
            var beside = broker.liveDelays(FIRST_USER + RECORDS + LIVE_LOGINS, replay);
            var ended = replay.end();

            lab.say("A dry run of everything, alone");
            var last = new Run(gateway, admin, system).watchingItsMemory().end();
            return report(campaign, reading, alone, beside, List.of(ended, last), last.memory());
        }
    }

    private static Report report(
            long campaign, double reading, List<Double> alone, List<Double> beside, List<Outcome> runs, Memory memory) {
        var lines = new ArrayList<String>();
        lines.add("%-34s %14s %14s".formatted("", "beside live", "alone"));
        lines.add(row("records", 0, runs, Outcome::records));
        lines.add(row("differences found", 0, runs, Outcome::differences));
        lines.add(row("decided a second", 0, runs, Outcome::deciding));
        lines.add(row("merely read a second", 0, runs, _ -> reading));
        lines.add(row("ratio", 3, runs, run -> run.deciding() / reading));
        lines.add(row("seconds, comparing included", 1, runs, Outcome::seconds));
        lines.add("");
        lines.add(
                "Heap that is in use after a collection, of the whole service, most of the 1st and the 2nd half of the run alone");
        lines.add("%-34s %14.1f %14.1f".formatted("MB", memory.early(), memory.late()));
        lines.add("");
        lines.add("Live: from the record of a first login to that of its voucher of campaign " + campaign);
        lines.add("%-34s %14s %14s".formatted("", "median ms", "99 % ms"));
        lines.add("%-34s %14.1f %14.1f".formatted("no replay", at(alone, 0.5), at(alone, 0.99)));
        lines.add("%-34s %14.1f %14.1f".formatted("beside a dry run", at(beside, 0.5), at(beside, 0.99)));
        var holds = runs.stream().allMatch(Outcome::holds) && beside.size() == LIVE_LOGINS && memory.isFlat();
        return new Report(lines, holds);
    }

    private static String row(String what, int decimals, List<Outcome> runs, ToDoubleFunction<Outcome> figure) {
        return "%-34s".formatted(what)
                + runs.stream()
                        .map(run -> (" %14." + decimals + "f").formatted(figure.applyAsDouble(run)))
                        .collect(Collectors.joining());
    }

    private static double at(List<Double> values, double share) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    private static long campaign(Gateway gateway, String admin) throws InterruptedException {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var made = gateway.call(
                "POST",
                "/api/v1/admin/campaigns",
                admin,
                Map.of(
                        "name", "LIVE-" + UUID.randomUUID(),
                        "startsAt", now.toString(),
                        "endsAt", now.plus(1, ChronoUnit.DAYS).toString(),
                        "totalVouchers", 1_000_000,
                        "discount", Map.of("type", "PERCENT", "value", 30),
                        "voucherValidity", Map.of("duration", "P30D")));
        if (made.status() != 201) {
            throw new IllegalStateException("No campaign: " + made.body());
        }
        return made.json().at("/id").longValue();
    }

    /** What came of a dry run. */
    private record Outcome(
            long records, long differences, boolean equal, double deciding, double seconds, Memory memory) {

        boolean holds() {
            return equal && differences == 0 && records >= RECORDS;
        }
    }

    /** Megabytes, the most in the first and in the second half of a run; 0 where nobody looked. */
    private record Memory(double early, double late) {

        static Memory of(List<Double> samples) {
            var half = samples.size() / 2;
            return new Memory(most(samples.subList(0, half)), most(samples.subList(half, samples.size())));
        }

        private static double most(List<Double> samples) {
            return samples.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        }

        boolean isFlat() {
            return early > 0 && late <= early * MOST_MEMORY_GROWTH;
        }
    }

    /** One dry run, watched. */
    private static final class Run {
        private final Gateway gateway;
        private final String admin;
        private final Stack system;
        private final HttpClient http = HttpClient.newHttpClient();
        private final long id;
        private final long began = System.nanoTime();
        private final List<Double> heap = new ArrayList<>();
        private boolean watchesMemory;
        private long looks;
        private double decidedAfter;
        private @Nullable Answer last;

        Run(Gateway gateway, String admin, Stack system) throws InterruptedException {
            this.gateway = gateway;
            this.admin = admin;
            this.system = system;
            id = gateway.call("POST", "/api/v1/admin/replays", admin, Map.of())
                    .json()
                    .at("/id")
                    .longValue();
        }

        /** Which takes a collection every few seconds: not while others are timed. */
        Run watchingItsMemory() {
            watchesMemory = true;
            return this;
        }

        /** Looks at it every half second. */
        private void awaitEnd() throws InterruptedException, IOException {
            while (!isOver()) {
                Thread.sleep(LOOK_EVERY);
            }
        }

        boolean isOver() throws InterruptedException, IOException {
            last = gateway.call("GET", "/api/v1/admin/replays/" + id, admin, null);
            var done = last.json().at("/recordsDone").asLong(0);
            if (decidedAfter == 0
                    && done > 0
                    && done == last.json().at("/recordsAll").asLong(-1)) {
                decidedAfter = (System.nanoTime() - began) / 1e9;
            }
            if (watchesMemory && looks++ % COLLECT_EVERY == 0) {
                collectGarbage();
                heap.add(heapMegabytes());
            }
            var state = last.text("/state");
            return !state.equals("QUEUED") && !state.equals("RUNNING");
        }

        private void collectGarbage() throws IOException, InterruptedException {
            var process = system.promotions().getFirst().process().orElseThrow();
            var collected = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (collected != 0) {
                throw new IllegalStateException("No garbage was collected");
            }
        }

        private double heapMegabytes() throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(
                            system.promotions().getFirst().managementUrl().resolve("/actuator/prometheus"))
                    .build();
            return http.send(request, BodyHandlers.ofString())
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum()
                    / 1024
                    / 1024;
        }

        Outcome end() throws InterruptedException, IOException {
            awaitEnd();
            var replay = last;
            if (replay == null || !replay.text("/state").equals("DONE")) {
                throw new IllegalStateException("The replay ended as " + (replay == null ? "nothing" : replay.body()));
            }
            var report = replay.json().at("/report");
            var differences = 0L;
            for (var count : report.at("/differences")) {
                differences += count.asLong(0);
            }
            http.close();
            return new Outcome(
                    report.at("/records").asLong(0),
                    differences + report.at("/undecided").asLong(0),
                    report.at("/equal").asBoolean(false),
                    replay.json().at("/recordsDone").asLong(0) / decidedAfter,
                    Duration.between(Instant.parse(replay.text("/startedAt")), Instant.parse(replay.text("/endedAt")))
                                    .toMillis()
                            / 1e3,
                    Memory.of(heap));
        }
    }

    /** The topic, as whoever sends and reads sees it. */
    private static final class Broker implements AutoCloseable {
        private final Map<String, Object> connection;
        private final KafkaProducer<String, byte[]> producer;

        Broker(String bootstrap) {
            connection = Map.of("bootstrap.servers", bootstrap, "linger.ms", "5", "batch.size", "262144");
            producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        }

        void fill() {
            var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            for (var number = 0; number < RECORDS; number++) {
                var _ = producer.send(
                        FirstLoginFormat.write(new FirstLogin(UUID.randomUUID(), FIRST_USER + number, now))
                                .toProducerRecord());
            }
            producer.flush();
        }

        void awaitDecided() throws InterruptedException, ExecutionException {
            try (var admin = Admin.create(connection)) {
                while (true) {
                    var positions = admin.listConsumerGroupOffsets("promotion-service")
                            .partitionsToOffsetAndMetadata()
                            .get();
                    var position = positions.get(SOURCE);
                    if (position != null && position.offset() >= RECORDS) {
                        return;
                    }
                    Thread.sleep(LOOK_EVERY);
                }
            }
        }

        /** Records a second. */
        double readRate() {
            try (var consumer = consumer(FirstLogin.TOPIC, true)) {
                var read = 0L;
                var began = System.nanoTime();
                while (read < RECORDS) {
                    read += consumer.poll(Duration.ofSeconds(1)).count();
                }
                return read * 1e9 / (System.nanoTime() - began);
            }
        }

        /** Milliseconds from a first login's record to its voucher's, one after another; as long as the run is under way. */
        List<Double> liveDelays(long firstUser, @Nullable Run beside) throws InterruptedException, IOException {
            var delays = new ArrayList<Double>();
            try (var consumer = consumer(VoucherChange.TOPIC, false)) {
                consumer.poll(Duration.ofMillis(200));
                for (var number = 0; number < LIVE_LOGINS; number++) {
                    var user = firstUser + number;
                    var began = System.nanoTime();
                    var _ = producer.send(FirstLoginFormat.write(new FirstLogin(
                                    UUID.randomUUID(), user, Instant.now().truncatedTo(ChronoUnit.MICROS)))
                            .toProducerRecord());
                    producer.flush();
                    awaitVoucher(consumer, Long.toString(user));
                    delays.add((System.nanoTime() - began) / 1e6);
                    Thread.sleep(BETWEEN_LIVE_LOGINS);
                    if (beside != null && number % 10 == 0) {
                        var _ = beside.isOver(); // notices when the last one is decided
                    }
                }
            }
            return delays;
        }

        private static void awaitVoucher(KafkaConsumer<String, byte[]> consumer, String user) {
            while (true) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    if (user.equals(message.key())) {
                        return;
                    }
                }
            }
        }

        private KafkaConsumer<String, byte[]> consumer(String topic, boolean fromTheBeginning) {
            var consumer = new KafkaConsumer<>(
                    Map.<String, Object>of(
                            "bootstrap.servers",
                            String.valueOf(connection.get("bootstrap.servers")),
                            "max.poll.records",
                            "2000",
                            "enable.auto.commit",
                            "false"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .collect(Collectors.toList());
            consumer.assign(partitions);
            if (fromTheBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
                partitions.forEach(consumer::position);
            }
            return consumer;
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
