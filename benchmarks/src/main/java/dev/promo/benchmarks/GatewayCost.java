package dev.promo.benchmarks;

import dev.promo.local.demo.Gateway;
import dev.promo.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway costs: people read their page at promotion-service itself, through nginx that merely passes everything on, and
 * through the gateway, in turns.
 *
 * <p>The load is wrk's. It shares the processors with what it measures, and takes so little of them that the rates are those of the
 * services; a client in Java, Gatling included, would take about as much as the gateway does.
 */
final class GatewayCost implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("promo.bench.rounds", 5);
    private static final int PEOPLE = 100;
    private static final int MANY = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("promo.bench.warm-up-seconds", 60));
    private static final Duration BUSY = Duration.ofSeconds(6);
    private static final Duration CALM = Duration.ofSeconds(3);

    private static final double MAX_ADDED_MILLIS = 3;

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public String claim() {
        return "at the median the gateway adds at most %.0f ms to a read, if nobody else is there"
                .formatted(MAX_ADDED_MILLIS);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var system = lab.system(LoginRate::measured)) {
            var folder = lab.folder();
            lab.say(PEOPLE + " people log in");
            var wrk = new Wrk(folder, tokens(system));
            var promotion = system.promotions().getFirst();
            var gateway = system.gateways().getFirst();
            var nginx = Nginx.before(promotion.url(), folder);
            try {
                var direct = new Way("promotion-service itself", promotion.url());
                var through = new Way(
                        "through the gateway",
                        gateway.url(),
                        gateway.process().orElseThrow().handle());
                var ways = new ArrayList<>(List.of(direct, through));
                nginx.ifPresent(proxy -> ways.add(1, new Way("through nginx", proxy.url(), proxy.process())));
                lab.say("The gateway warms up");
                wrk.run(gateway.url(), MANY, WARM_UP);
                for (var round = 1; round <= ROUNDS; round++) {
                    lab.say("Round " + round);
                    for (var way : ways) {
                        way.measure(wrk);
                    }
                }
                return report(ways, direct, through, nginx.isPresent());
            } finally {
                nginx.ifPresent(Nginx::close);
            }
        }
    }

    private static List<String> tokens(Stack system) throws Exception {
        var tokens = Collections.synchronizedList(new ArrayList<String>());
        try (var gateway = new Gateway(system.url())) {
            new Clients(4)
                    .each(new Newcomers(system)
                            .add(PEOPLE).stream()
                                    .<Clients.Work>map(person ->
                                            () -> tokens.add(gateway.logIn(person.identifier(), Newcomers.PASSWORD)
                                                    .accessToken()))
                                    .toList());
        }
        return tokens;
    }

    private static Report report(List<Way> ways, Way direct, Way through, boolean hasNginx) {
        var lines = new ArrayList<String>();
        lines.add("GET /homepage of %d people in turn, %d rounds, medians".formatted(PEOPLE, ROUNDS));
        lines.add("%-26s %11s %9s %13s %11s %13s %11s"
                .formatted("", "one client,", "added", MANY + " clients,", "99 %", "answers", "processor"));
        lines.add("%-26s %11s %9s %13s %11s %13s %11s"
                .formatted("", "median ms", "ms", "median ms", "within ms", "a second", "ms each"));
        for (var way : ways) {
            lines.add("%-26s %11.2f %9.2f %13.2f %11.2f %13.0f %11s"
                    .formatted(
                            way.name,
                            median(way.calm),
                            median(way.calm) - median(direct.calm),
                            median(way.busyMedians),
                            median(way.busyP99s),
                            median(way.rates),
                            way.own == null ? "" : "%.3f".formatted(median(way.processor))));
        }
        if (!hasNginx) {
            lines.add("nginx is not installed, so it is left out");
        }
        var added = median(through.calm) - median(direct.calm);
        lines.add("%-26s %11s %9.2f".formatted("  must be at most", "", MAX_ADDED_MILLIS));
        return new Report(lines, added <= MAX_ADDED_MILLIS);
    }

    private static double median(List<Double> values) {
        return Sample.of(values).median();
    }

    /** A way to promotion-service, and what has been measured on it. */
    private static final class Way {

        private final String name;
        private final URI url;
        private final @Nullable ProcessHandle own;
        private final List<Double> calm = new ArrayList<>();
        private final List<Double> busyMedians = new ArrayList<>();
        private final List<Double> busyP99s = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();

        Way(String name, URI url) {
            this(name, url, null);
        }

        /** @param own the process that is in the way */
        Way(String name, URI url, @Nullable ProcessHandle own) {
            this.name = name;
            this.url = url;
            this.own = own;
        }

        void measure(Wrk wrk) throws IOException, InterruptedException {
            calm.add(wrk.run(url, 1, CALM).median());
            var before = own == null ? Duration.ZERO : ProcessorTime.of(own);
            var busy = wrk.run(url, MANY, BUSY);
            busyMedians.add(busy.median());
            busyP99s.add(busy.p99());
            rates.add(busy.rate());
            if (own != null) {
                processor.add(ProcessorTime.of(own).minus(before).toNanos() / 1e6 / busy.requests());
            }
        }
    }
}
