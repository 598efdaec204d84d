package dev.promo.benchmarks;

import dev.promo.benchmarks.Newcomers.Newcomer;
import dev.promo.events.VoucherChange;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How long after the answer to a first login does its voucher exist? It does at the latest when the whole world is told: a consumer of
 * {@code promotion.voucher} stops the watch, so that both outboxes and the broker are part of it.
 */
final class VoucherDelay implements Benchmark {

    private static final int IDLE = Integer.getInteger("promo.bench.idle-logins", 1_000);
    private static final int UNDER_LOAD = Integer.getInteger("promo.bench.logins", 2_000);
    private static final int WARM_UP = 300;
    private static final int CLIENTS = 8;
    private static final int LONGEST_PAUSE_MILLIS = 50;
    private static final long SEED = 73;

    private static final double MAX_P99_MILLIS = 250;

    /** Of the plot: the slowest thousandth would make the rest a wall at its left side. */
    private static final double DRAWN = 0.999;

    @Override
    public String name() {
        return "voucher-delay";
    }

    @Override
    public String claim() {
        return "99 %% of first logins have their voucher within %.0f ms of the login's answer, also while logins take all they can get"
                .formatted(MAX_P99_MILLIS);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var run = new Run(lab, lab.system(LoginRate::measured))) {
            lab.say(WARM_UP + " first logins warm everything up");
            run.underLoad(WARM_UP);
            lab.say(IDLE + " first logins, one after another");
            var idle = run.oneByOne(IDLE);
            lab.say(UNDER_LOAD + " first logins, as many as there can be");
            var loaded = run.underLoad(UNDER_LOAD);
            lab.draw(
                    new Plot(
                            "From the answer to a first login until its voucher is told of",
                            "milliseconds",
                            "vouchers told of, %",
                            List.of(curve("one login at a time", idle), curve("as many as there can be", loaded))),
                    name());
            var lines = List.of(
                    "%-26s %9s %11s %11s %11s %11s"
                            .formatted("ms after the answer", "logins", "median", "99 %", "99.9 %", "at most"),
                    line("one login at a time", idle),
                    line("as many as there can be", loaded),
                    "%-26s %9s %11s %11.1f".formatted("  must be at most", "", "", MAX_P99_MILLIS));
            return new Report(lines, Sample.of(loaded).quantile(0.99) <= MAX_P99_MILLIS);
        }
    }

    private static String line(String when, List<Double> delays) {
        var sample = Sample.of(delays);
        return "%-26s %9d %11.1f %11.1f %11.1f %11.1f"
                .formatted(
                        when,
                        delays.size(),
                        sample.median(),
                        sample.quantile(0.99),
                        sample.quantile(0.999),
                        sample.quantile(1));
    }

    /** The share that has been told of after that time; those told of before the answer are at 0. */
    private static Plot.Curve curve(String name, List<Double> delays) {
        var sample = Sample.of(delays);
        return new Plot.Curve(
                name,
                Stream.iterate(0.0, share -> share <= DRAWN, share -> share + 0.003)
                        .map(share -> new Plot.Point(Math.max(0, sample.quantile(share)), 100 * share))
                        .toList());
    }

    private static final class Run implements AutoCloseable {

        private final Stack system;
        private final Gateway gateway;
        private final Newcomers newcomers;
        private final Watch watch;

        Run(Lab lab, Stack system) throws Exception {
            this.system = system;
            gateway = new Gateway(system.url());
            newcomers = new Newcomers(system);
            new PromotionDatabase(system)
                    .run("UPDATE campaigns SET ends_at = '2026-01-02'"); // the one of the beginning has too few for all
            campaign();
            watch = new Watch(system.kafka().bootstrapServers());
            lab.say("A campaign with vouchers for everybody runs");
        }

        private void campaign() throws InterruptedException {
            var admin = gateway.logIn(new Person.Identifier("userName", Stack.ADMIN), system.adminPassword())
                    .accessToken();
            var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            var made = gateway.call(
                    "POST",
                    "/api/v1/admin/campaigns",
                    admin,
                    Map.of(
                            "name", "BENCH-" + UUID.randomUUID(),
                            "startsAt", now.toString(),
                            "endsAt", now.plus(1, ChronoUnit.DAYS).toString(),
                            "totalVouchers", 1_000_000,
                            "discount", Map.of("type", "PERCENT", "value", 30),
                            "voucherValidity", Map.of("duration", "P30D")));
            if (made.status() != 201) {
                throw new IllegalStateException("No campaign: " + made.body());
            }
        }

        /** The next one logs in when the last one's voucher has come and some time has passed. */
        List<Double> oneByOne(int count) throws Exception {
            var pauses = new Random(SEED);
            var delays = new ArrayList<Double>();
            for (var person : newcomers.add(count)) {
                var voucher = watch.voucherOf(person);
                var answered = logIn(person);
                delays.add(millis(answered, voucher));
                Thread.sleep(pauses.nextInt(LONGEST_PAUSE_MILLIS));
            }
            return delays;
        }

        List<Double> underLoad(int count) throws Exception {
            var delays = Collections.synchronizedList(new ArrayList<CompletableFuture<Double>>());
            new Clients(CLIENTS)
                    .each(newcomers.add(count).stream()
                            .<Clients.Work>map(person -> () -> {
                                var voucher = watch.voucherOf(person);
                                var answered = logIn(person);
                                delays.add(voucher.thenApply(told -> (told - answered) / 1e6));
                            })
                            .toList());
            var all = new ArrayList<Double>();
            for (var delay : delays) {
                all.add(delay.get(1, TimeUnit.MINUTES));
            }
            return all;
        }

        /** When the answer was here. */
        private long logIn(Newcomer person) throws InterruptedException {
            if (!gateway.logIn(person.identifier(), Newcomers.PASSWORD).firstLogin()) {
                throw new IllegalStateException(person + " has been here before");
            }
            return System.nanoTime();
        }

        private static double millis(long answered, CompletableFuture<Long> voucher) throws Exception {
            return (voucher.get(1, TimeUnit.MINUTES) - answered) / 1e6;
        }

        @Override
        public void close() {
            watch.close();
            gateway.close();
            system.close();
        }
    }

    /** Notes when the first change of each person's vouchers is told, which is that there is one. */
    private static final class Watch implements AutoCloseable {

        private final Map<String, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();
        private final KafkaConsumer<String, byte[]> consumer;
        private final Thread reader;
        private volatile boolean closing;

        Watch(String bootstrap) {
            consumer = new KafkaConsumer<>(
                    Map.<String, Object>of("bootstrap.servers", bootstrap, "enable.auto.commit", "false"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            var partitions = consumer.partitionsFor(VoucherChange.TOPIC).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // it is there now, not at the first poll
            reader = Thread.ofPlatform().name("watch").start(this::read);
        }

        /** Ask before the login. */
        CompletableFuture<Long> voucherOf(Newcomer person) {
            var told = new CompletableFuture<Long>();
            awaited.put(Long.toString(person.userId()), told);
            return told;
        }

        private void read() {
            while (!closing) {
                var messages = consumer.poll(Duration.ofMillis(100));
                var now = System.nanoTime();
                for (var message : messages) {
                    var told = awaited.remove(message.key());
                    if (told != null) {
                        told.complete(now);
                    }
                }
            }
            consumer.close();
        }

        @Override
        public void close() {
            closing = true;
            try {
                reader.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
