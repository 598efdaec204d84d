package dev.promo.benchmarks;

import dev.promo.benchmarks.Newcomers.Newcomer;
import dev.promo.local.demo.Gateway;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Does anything but bcrypt limit the logins? Their rate through the gateway beside that of bare comparisons on the same processors;
 * what a first login costs beside a later one; and what becomes of everybody else while the logins take all they can get.
 *
 * <p>Everything is measured in turns, so that whatever else the machine does strikes all of it.
 */
final class LoginRate implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("promo.bench.rounds", 5);
    private static final Duration LOGGING_IN = Duration.ofSeconds(10);
    private static final Duration HASHING = Duration.ofSeconds(5);
    private static final int CLIENTS = 8;
    private static final int WARM_UP = 300;
    private static final int PAIRS = 150;
    private static final long SEED = 73;

    private static final double SHARE_OF_BCRYPT = 0.92;
    private static final double FIRST_BESIDE_LATER = 1.05;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Override
    public String name() {
        return "login";
    }

    @Override
    public String claim() {
        return "logins are limited by bcrypt alone, of whose rate they reach %.0f %%; a first one takes at most %.0f %% longer than others"
                .formatted(100 * SHARE_OF_BCRYPT, 100 * (FIRST_BESIDE_LATER - 1));
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var run = new Run(lab, lab.system(LoginRate::measured))) {
            run.warmUp();
            var lines = new ArrayList<String>();
            var holds = run.rates(lines);
            lines.add("");
            holds &= run.firstBesideLater(lines);
            lines.add("");
            run.reads(lines);
            return new Report(lines, holds);
        }
    }

    /** Everybody is at one address here; and the JVMs compile as they do in production. */
    static StackDesign measured(StackDesign design) {
        var free = design.with("gateway", "PROMO_GATEWAY_FAILED_LOGIN_LIMIT", "1000000")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", "100000")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", "100000")
                .with("gateway", "PROMO_GATEWAY_RATE_LIMIT_PER_SECOND", "1000000")
                .with("gateway", "PROMO_GATEWAY_RATE_LIMIT_BURST", "1000000");
        for (var service : List.of("auth", "promotion", "gateway")) {
            free = free.with(service, "_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4"); // the JVM obeys it last
        }
        return free;
    }

    private static final class Run implements AutoCloseable {

        private final Lab lab;
        private final Stack system;
        private final Gateway gateway;
        private final Newcomers newcomers;
        private final Queue<Newcomer> waiting = new ConcurrentLinkedQueue<>();
        private final List<Newcomer> known = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger turn = new AtomicInteger();

        Run(Lab lab, Stack system) {
            this.lab = lab;
            this.system = system;
            gateway = new Gateway(system.url());
            newcomers = new Newcomers(system);
        }

        void warmUp() throws Exception {
            lab.say(WARM_UP + " first logins warm everything up");
            expect(WARM_UP);
            new Clients(CLIENTS).each(Collections.nCopies(WARM_UP, this::logInFirst));
            hash(Duration.ofSeconds(2));
        }

        boolean rates(List<String> lines) throws Exception {
            var first = new ArrayList<Double>();
            var later = new ArrayList<Double>();
            var bare = new ArrayList<Double>();
            var costs = new ArrayList<Map<String, Double>>();
            var bareBefore = hash(HASHING);
            for (var round = 1; round <= ROUNDS; round++) {
                lab.say("Round %d: first logins, bcrypt, later logins, bcrypt".formatted(round));
                expect((int) (2 * bareBefore * LOGGING_IN.toSeconds()));
                var before = ProcessorTime.of(system);
                var already = known.size();
                var firstRate = new Clients(CLIENTS).rate(LOGGING_IN, this::logInFirst);
                costs.add(ProcessorTime.of(system).since(before, known.size() - already));
                var bareBetween = hash(HASHING);
                var laterRate = new Clients(CLIENTS).rate(LOGGING_IN, this::logInAgain);
                var bareAfter = hash(HASHING);
                first.add(firstRate / ((bareBefore + bareBetween) / 2));
                later.add(laterRate / ((bareBetween + bareAfter) / 2));
                bare.add(bareBetween);
                lab.say("bcrypt %.2f a second, first logins %.2f, later logins %.2f"
                        .formatted(bareBetween, firstRate, laterRate));
                bareBefore = bareAfter;
            }
            lines.add("%d rounds, %d clients, medians".formatted(ROUNDS, CLIENTS));
            lines.add("%-34s %14s %14s".formatted("", "a second", "of bcrypt"));
            lines.add("%-34s %14.2f".formatted("bcrypt alone, %d threads".formatted(PROCESSORS), median(bare)));
            lines.add("%-34s %14.2f %14.3f".formatted("first logins", median(first) * median(bare), median(first)));
            lines.add("%-34s %14.2f %14.3f".formatted("later logins", median(later) * median(bare), median(later)));
            lines.add("%-34s %14s %14.2f".formatted("  must be at least", "", SHARE_OF_BCRYPT));
            lines.add("");
            lines.add("%-34s %14s".formatted("processor time of a first login", "ms"));
            medians(costs).forEach((name, millis) -> lines.add("%-34s %14.2f".formatted("  " + name, millis)));
            return Math.min(median(first), median(later)) >= SHARE_OF_BCRYPT;
        }

        /** One at a time, in random order. */
        boolean firstBesideLater(List<String> lines) throws Exception {
            lab.say("%d first and %d later logins, one at a time".formatted(PAIRS, PAIRS));
            expect(PAIRS);
            var order = new ArrayList<>(Collections.nCopies(PAIRS, true));
            order.addAll(Collections.nCopies(PAIRS, false));
            Collections.shuffle(order, new Random(SEED));
            var first = new ArrayList<Double>();
            var later = new ArrayList<Double>();
            for (var isFirst : order) {
                var began = System.nanoTime();
                if (isFirst) {
                    logInFirst();
                } else {
                    logInAgain();
                }
                (isFirst ? first : later).add((System.nanoTime() - began) / 1e6);
            }
            var ratio = median(first) / median(later);
            lines.add("%-34s %14s %14s %14s".formatted("one login at a time", "median ms", "99 % within ms", "ratio"));
            lines.add("%-34s %14.2f %14.2f".formatted("later logins", median(later), p99(later)));
            lines.add("%-34s %14.2f %14.2f %14.3f".formatted("first logins", median(first), p99(first), ratio));
            lines.add("%-34s %14s %14s %14.2f".formatted("  must be at most", "", "", FIRST_BESIDE_LATER));
            return ratio <= FIRST_BESIDE_LATER;
        }

        /** What others get to feel of it. */
        void reads(List<String> lines) throws Exception {
            var token = gateway.logIn(known.getFirst().identifier(), Newcomers.PASSWORD)
                    .accessToken();
            var reader = new PacedReads(gateway, token);
            reader.during(Duration.ofSeconds(10)); // warms up
            var alone = new PacedReads.Times();
            var beside = new PacedReads.Times();
            for (var round = 1; round <= 3; round++) {
                lab.say("Reads alone, and beside all the logins there can be");
                alone.add(reader.during(LOGGING_IN));
                var load = Thread.ofPlatform().start(() -> {
                    try {
                        new Clients(CLIENTS).rate(LOGGING_IN.plusSeconds(1), this::logInAgain);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
                Thread.sleep(1_000);
                beside.add(reader.during(LOGGING_IN));
                load.join();
            }
            lines.add("%-34s %14s %14s %14s".formatted("50 of each a second, ms", "median", "99 % within", "at most"));
            alone.lines("alone").forEach(lines::add);
            beside.lines("beside logins").forEach(lines::add);
        }

        private void expect(int count) throws Exception {
            while (waiting.size() < count) {
                waiting.addAll(newcomers.add(count));
            }
        }

        private void logInFirst() throws InterruptedException {
            var person = waiting.remove();
            if (!gateway.logIn(person.identifier(), Newcomers.PASSWORD).firstLogin()) {
                throw new IllegalStateException(person + " has been here before");
            }
            known.add(person);
        }

        /** Each time somebody else. */
        private void logInAgain() throws InterruptedException {
            var person = known.get(turn.getAndIncrement() % known.size());
            if (gateway.logIn(person.identifier(), Newcomers.PASSWORD).firstLogin()) {
                throw new IllegalStateException(person + " has not been here before");
            }
        }

        /** Bare comparisons a second, on all processors. */
        private static double hash(Duration duration) throws InterruptedException {
            return new Clients(PROCESSORS).rate(duration, () -> {
                if (!BCrypt.checkpw(Newcomers.PASSWORD, Newcomers.HASH)) {
                    throw new IllegalStateException("the password is right");
                }
            });
        }

        @Override
        public void close() {
            gateway.close();
            system.close();
        }
    }

    private static Map<String, Double> medians(List<Map<String, Double>> rounds) {
        var medians = new LinkedHashMap<String, Double>();
        for (var name : rounds.getFirst().keySet()) {
            medians.put(
                    name,
                    median(rounds.stream()
                            .map(round -> round.getOrDefault(name, 0.0))
                            .toList()));
        }
        return medians;
    }

    private static double median(List<Double> values) {
        return Sample.of(values).median();
    }

    private static double p99(List<Double> values) {
        return Sample.of(values).quantile(0.99);
    }
}
