package dev.promo.benchmarks;

import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.local.demo.Gateway;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many first logins a second one promotion-service decides on, from Kafka to the commit, beside the textbook's way and beside
 * what the same database takes if it is merely written to.
 *
 * <p>Each round has its events lie in the topic before the first of them is decided on, and the database's limit is measured before
 * and after it, so that whatever else the machine does strikes both.
 */
final class Issuance implements Benchmark {

    private static final int EVENTS = Integer.getInteger("promo.bench.events", 200_000);
    private static final int ROUNDS = Integer.getInteger("promo.bench.rounds", 3);
    private static final int SIDE_EVENTS = Integer.getInteger("promo.bench.side-events", EVENTS / 2);
    private static final int TEXTBOOK_EVENTS = Integer.getInteger("promo.bench.textbook-events", 10_000);
    private static final int WARM_UP = Integer.getInteger("promo.bench.warm-up", 40_000);
    private static final List<Integer> BATCH_SIZES = Stream.of(
                    System.getProperty("promo.bench.batch-sizes", "100,2000").split(","))
            .filter(size -> !size.isBlank())
            .map(size -> Integer.valueOf(size.strip()))
            .toList();

    private static final double TIMES_THE_TEXTBOOK = 12;
    private static final double SHARE_OF_THE_LIMIT = 0.7;
    private static final double SHARE_OF_MERE_READING = 0.9;
    private static final long FIRST_USER = 1_000_000_000;
    private static final int SLICES = 10;

    @Override
    public String name() {
        return "issuance";
    }

    @Override
    public String claim() {
        return "one promotion-service decides at least %.0f times as fast as a transaction a login would, and at %.0f %% of what the database can take"
                .formatted(TIMES_THE_TEXTBOOK, 100 * SHARE_OF_THE_LIMIT);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        var lines = new ArrayList<String>();
        var holds = true;
        try (var run = new Run(lab, lab.system(Issuance::measured))) {
            holds &= run.rounds(lines);
            if (SIDE_EVENTS > 0) {
                lines.add("");
                run.campaigns(lines);
                lines.add("");
                holds &= run.repeated(lines);
            }
        }
        lines.add("");
        lines.add("%-34s %14s %14s %14s".formatted("records a batch, at most", "a second", "limit", "of the limit"));
        for (var size : BATCH_SIZES) {
            try (var run = new Run(
                    lab,
                    lab.system(design -> measured(design)
                            .with("promotion", "SPRING_KAFKA_CONSUMER_MAX_POLL_RECORDS", Integer.toString(size))))) {
                lines.add(run.withBatchesOf(size));
            }
        }
        return new Report(lines, holds);
    }

    /** What is measured is no laptop's database, and a JVM that compiles as it does in production. */
    static StackDesign measured(StackDesign design) {
        return design.withDatabase("--innodb-buffer-pool-size=2G", "--innodb-log-file-size=1G")
                .with(
                        "promotion",
                        "PROMO_PROMOTION_SLOWEST_RETRY",
                        "100ms") // it waits at the gate until a topic is filled
                .with(
                        "promotion",
                        "_JAVA_OPTIONS", // the JVM obeys these last
                        "-XX:TieredStopAtLevel=4 -Xmx512m " + System.getProperty("promo.bench.jvm", ""));
    }

    /** One system, and how far its topic and ledger have come. */
    private static final class Run implements AutoCloseable {

        private final Lab lab;
        private final Stack system;
        private final Gateway gateway;
        private final HttpClient http = HttpClient.newHttpClient();
        private final FirstLoginTopic topic;
        private final PromotionDatabase database;
        private final Instant start =
                Instant.now().truncatedTo(ChronoUnit.HOURS).plus(2, ChronoUnit.HOURS);
        private final List<Plot.Point> service = new ArrayList<>();
        private final List<Plot.Point> limit = new ArrayList<>();
        private long nextUser = FIRST_USER;
        private int windows;

        Run(Lab lab, Stack system) throws Exception {
            this.lab = lab;
            this.system = system;
            gateway = new Gateway(system.url());
            topic = new FirstLoginTopic(system);
            database = new PromotionDatabase(system);
            database.requireDurable();
            database.run(
                    "UPDATE campaigns SET ends_at = '2026-01-02'"); // the one that is there from the beginning is over
        }

        boolean rounds(List<String> lines) throws Exception {
            lab.say("Warming up with " + WARM_UP + " first logins");
            var window = campaigns(1);
            decide(WARM_UP, window);
            var batch = meanBatch(() -> decide(WARM_UP, window));
            var textbook = new TextbookIssuing(database);
            var textbookRates = new ArrayList<Double>();
            var rates = new ArrayList<Double>();
            var limits = new ArrayList<Double>();
            var toldAfter = new ArrayList<Double>();
            try (var bare = new BareInserts(database, "bare", batch)) {
                bare.insert(2 * WARM_UP);
                textbook.decide(TEXTBOOK_EVENTS / 10);
                for (var round = 1; round <= ROUNDS; round++) {
                    lab.say("Round %d: the limit, %d first logins, the limit again, the textbook"
                            .formatted(round, EVENTS));
                    var before = bare(bare);
                    var decided = decide(EVENTS, window);
                    note(decided);
                    var after = bare(bare);
                    rates.add(decided.rate());
                    limits.add(before.and(after).rate());
                    toldAfter.add(decided.toldAfter());
                    textbookRates.add(textbook.decide(TEXTBOOK_EVENTS));
                }
            }
            requireAllDecided();
            plot();
            var times = medianRatio(rates, textbookRates);
            var share = medianRatio(rates, limits);
            lines.add("%d first logins waiting, %d rounds, batches of %d, median".formatted(EVENTS, ROUNDS, batch));
            lines.add("%-34s %14s %14s".formatted("", "a second", "ratio"));
            lines.add("%-34s %14.0f".formatted("the service, Kafka to commit", median(rates)));
            lines.add(
                    "%-34s %14.0f %14.1f".formatted("a transaction a login, 8 threads", median(textbookRates), times));
            lines.add("%-34s %14s %14.1f".formatted("  must be at least", "", TIMES_THE_TEXTBOOK));
            lines.add("%-34s %14.0f %14.2f".formatted("bare multi-row INSERTs", median(limits), share));
            lines.add("%-34s %14s %14.2f".formatted("  must be at least", "", SHARE_OF_THE_LIMIT));
            for (var round = 0; round < ROUNDS; round++) {
                lines.add("%-34s %14.0f %14.2f"
                        .formatted("  round " + (round + 1), rates.get(round), rates.get(round) / limits.get(round)));
            }
            lines.add("%-34s %14.1f".formatted("all told after the last, s", median(toldAfter)));
            return times >= TIMES_THE_TEXTBOOK && share >= SHARE_OF_THE_LIMIT;
        }

        private BareInserts.Took bare(BareInserts bare) throws SQLException {
            var took = bare.insert(EVENTS / 2);
            limit.add(new Plot.Point(bare.inserted(), took.rate()));
            return took;
        }

        /** The same number of vouchers by 1, 10 and 50 campaigns, and none by one that is sold out. */
        void campaigns(List<String> lines) throws Exception {
            lines.add("%-34s %14s %14s".formatted("campaigns running", "logins a s", "vouchers a s"));
            for (var count : List.of(1, 10, 50)) {
                lab.say(count + " campaigns, %d vouchers".formatted(SIDE_EVENTS));
                var decided = decide(SIDE_EVENTS / count, campaigns(count));
                lines.add("%-34d %14.0f %14.0f".formatted(count, decided.rate(), decided.rate() * count));
            }
            lab.say("A campaign that is sold out");
            var window = campaigns(1);
            database.run("UPDATE campaigns SET total_vouchers = 1 ORDER BY id DESC LIMIT 1");
            decide(1, window);
            lines.add("%-34s %14.0f %14d"
                    .formatted("1, sold out", decide(SIDE_EVENTS, window).rate(), 0));
        }

        /** Everybody again, beside a consumer that merely asks the inbox for them. */
        boolean repeated(List<String> lines) throws Exception {
            var window = campaigns(1);
            var first = nextUser;
            decide(SIDE_EVENTS, window);
            var batch = meanBatch(() -> again(first, window));
            var rates = new ArrayList<Double>();
            var reading = new ArrayList<Double>();
            read(batch);
            for (var round = 1; round <= ROUNDS; round++) {
                lab.say("The same %d people again; and merely looked for".formatted(SIDE_EVENTS));
                var before = read(batch);
                rates.add(again(first, window).rate());
                reading.add((before + read(batch)) / 2);
            }
            var share = medianRatio(rates, reading);
            lines.add("%-34s %14s %14s".formatted("everybody again, batches of " + batch, "a second", "ratio"));
            lines.add("%-34s %14.0f".formatted("the service, Kafka to commit", median(rates)));
            lines.add("%-34s %14.0f %14.2f".formatted("merely read and looked for", median(reading), share));
            lines.add("%-34s %14s %14.2f".formatted("  must be at least", "", SHARE_OF_MERE_READING));
            return share >= SHARE_OF_MERE_READING;
        }

        String withBatchesOf(int size) throws Exception {
            lab.say("Batches of at most " + size);
            var window = campaigns(1);
            decide(WARM_UP, window);
            var batch = meanBatch(() -> decide(WARM_UP, window));
            try (var bare = new BareInserts(database, "bare", batch)) {
                bare.insert(WARM_UP);
                var before = bare.insert(SIDE_EVENTS / 2);
                var rate = decide(SIDE_EVENTS, window).rate();
                var limit = before.and(bare.insert(SIDE_EVENTS / 2)).rate();
                return "%-34s %14.0f %14.0f %14.2f".formatted(size + ", mean " + batch, rate, limit, rate / limit);
            }
        }

        private Decided decide(int events, Instant occurredAt) throws Exception {
            var first = nextUser;
            nextUser += events;
            return decide(first, events, occurredAt);
        }

        private Decided again(long first, Instant occurredAt) throws Exception {
            return decide(first, SIDE_EVENTS, occurredAt);
        }

        /** Has them all lie in the topic before the first batch is let through. */
        private Decided decide(long firstUser, int events, Instant occurredAt) throws Exception {
            var before = database.number("SELECT COALESCE(SUM(issued), 0) FROM campaigns");
            var gate = database.closeGate();
            topic.fill(firstUser, events, occurredAt);
            var began = System.nanoTime();
            gate.close();
            var marks = topic.awaitDecided();
            var ended = System.nanoTime();
            database.awaitOutboxEmpty();
            return new Decided(topic.end() - events, events, began, marks, before, (System.nanoTime() - ended) / 1e9);
        }

        /** One more window, and so many campaigns that run in it with vouchers for everybody. */
        private Instant campaigns(int count) throws InterruptedException {
            var begins = start.plus(windows++, ChronoUnit.HOURS);
            new Campaigns(system, gateway).run(count, begins, begins.plus(1, ChronoUnit.HOURS));
            return begins.plusSeconds(60);
        }

        /** Reads the newest events as the service does and asks the inbox for their people; events a second. */
        private double read(int batch) throws SQLException, MalformedEvent {
            try (var consumer = topic.consumer(topic.end() - SIDE_EVENTS, batch);
                    var connection = database.connect();
                    var statement = connection.prepareStatement("SELECT user_id FROM first_logins WHERE user_id IN ("
                            + String.join(", ", Collections.nCopies(batch, "?")) + ")")) {
                while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    // finds the broker, and is not measured
                }
                var from = topic.end() - SIDE_EVENTS;
                consumer.assignment().forEach(partition -> consumer.seek(partition, from));
                var began = System.nanoTime();
                var read = 0;
                while (read < SIDE_EVENTS) {
                    var users = new ArrayList<Long>();
                    for (var message : consumer.poll(Duration.ofSeconds(1))) {
                        users.add(FirstLoginFormat.read(message).userId());
                    }
                    if (users.isEmpty()) {
                        continue;
                    }
                    for (var i = 0; i < batch; i++) {
                        statement.setLong(i + 1, users.get(Math.min(i, users.size() - 1)));
                    }
                    var known = 0;
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            known++;
                        }
                    }
                    if (known != users.size()) {
                        throw new IllegalStateException(users.size() - known + " people are not in the inbox");
                    }
                    consumer.commitSync();
                    read += users.size();
                }
                return read * 1e9 / (System.nanoTime() - began);
            }
        }

        private void requireAllDecided() throws SQLException {
            var people = nextUser - FIRST_USER;
            var ours = " WHERE user_id >= " + FIRST_USER;
            if (database.number("SELECT COUNT(*) FROM first_logins" + ours) != people
                    || database.number("SELECT COUNT(*) FROM vouchers" + ours) != people) {
                throw new IllegalStateException("not everybody has a voucher");
            }
        }

        /** How many records came together while that was done. */
        private int meanBatch(Work work) throws Exception {
            var records = metric("first_logins_batch_sum");
            var batches = metric("first_logins_batch_count");
            work.run();
            return (int) Math.round(
                    (metric("first_logins_batch_sum") - records) / (metric("first_logins_batch_count") - batches));
        }

        private double metric(String name) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(
                            system.promotions().getFirst().managementUrl().resolve("/actuator/prometheus"))
                    .build();
            return http.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        private void note(Decided decided) {
            decided.slices(SLICES).forEach(service::add);
        }

        private void plot() throws IOException {
            var plot = new Plot(
                    "Vouchers a second, as the table of vouchers grows",
                    "vouchers in the table",
                    "a second",
                    List.of(
                            new Plot.Curve("the service, Kafka to commit", service),
                            new Plot.Curve("bare multi-row INSERTs", limit)));
            lab.draw(plot, "issuance");
        }

        @Override
        public void close() {
            http.close();
            topic.close();
            gateway.close();
            system.close();
        }
    }

    private static double median(List<Double> values) {
        return Sample.of(values).median();
    }

    /** Of the ratios of what was measured in the same round. */
    private static double medianRatio(List<Double> these, List<Double> those) {
        var ratios = new ArrayList<Double>();
        for (var round = 0; round < these.size(); round++) {
            ratios.add(these.get(round) / those.get(round));
        }
        return median(ratios);
    }

    private interface Work {
        Object run() throws Exception;
    }

    /**
     * Events that were decided on.
     *
     * @param firstPlace of them in the topic
     * @param vouchersBefore that were there before the first was decided
     * @param toldAfter seconds from the last decision until its voucher was told of
     */
    private record Decided(
            long firstPlace,
            int events,
            long began,
            List<FirstLoginTopic.Mark> marks,
            long vouchersBefore,
            double toldAfter) {

        double rate() {
            return events * 1e9 / (marks.getLast().nanos() - began);
        }

        /** Each some events long: how fast they were decided, at how many vouchers. */
        List<Plot.Point> slices(int count) {
            var slices = new ArrayList<Plot.Point>();
            var last = new FirstLoginTopic.Mark(began, firstPlace);
            for (var mark : marks) {
                if (mark.place() - last.place() >= events / count) {
                    slices.add(new Plot.Point(
                            vouchersBefore + mark.place() - firstPlace,
                            (mark.place() - last.place()) * 1e9 / (mark.nanos() - last.nanos())));
                    last = mark;
                }
            }
            return slices;
        }
    }
}
