package dev.promo.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * From what was measured on one small machine to what 1, 100 and 10,000 first logins a second take. Nothing is started: it is
 * arithmetic, and a {@link Pipeline} of the queues, on the figures in {@link Measured}.
 */
final class Capacity implements Benchmark {

    /** The rest is left for bursts, and for an instance that is being replaced. */
    private static final double USED = 0.7;

    private static final int PROCESSORS_AN_INSTANCE = 4;
    private static final int MOST_PROCESSORS = 8;
    private static final int CONNECTIONS_AN_INSTANCE = 10;
    private static final int AT_LEAST = 2; // one may be replaced at any time
    private static final double SECONDS_A_DAY = 24.0 * 3600;
    private static final double SIMULATED_SECONDS = 20;

    @Override
    public String name() {
        return "capacity";
    }

    @Override
    public String claim() {
        return "for 100 first logins a second everything but auth-service needs no more than %d processors"
                .formatted(MOST_PROCESSORS);
    }

    @Override
    public Report run(Lab lab) {
        var plans = List.of(new Plan(1), new Plan(100), new Plan(10_000));
        var table = new Table(plans);
        table.row("first logins a second", plan -> "%,.0f".formatted(plan.perSecond()));
        table.row("processors for bcrypt and logins", plan -> count(plan.processors(Measured.AUTH_MILLIS)));
        table.row("  the gateways", plan -> count(plan.processors(Measured.GATEWAY_MILLIS)));
        table.row("  auth-service's database", plan -> count(plan.processors(Measured.DATABASE_MILLIS)));
        table.row("  deciding and telling", plan -> count(plan.processors(plan.issueMillis())));
        table.row("auth-services, %d processors each".formatted(PROCESSORS_AN_INSTANCE), plan -> count(plan.auths()));
        table.row("gateways, %d processors each".formatted(PROCESSORS_AN_INSTANCE), plan -> count(plan.gateways()));
        table.row("promotion-services", _ -> count(AT_LEAST));
        table.row("partitions of auth.first-login", _ -> count(1));
        table.row("database connections", plan -> count(plan.connections()));
        table.row("events, MB a second", plan -> "%,.3f".formatted(plan.perSecond() * Measured.RECORD_BYTES / 1e6));
        table.row("kept for ever, GB a year", plan -> "%,.0f".formatted(plan.gigabytesAYear()));
        table.row("kept for a week, GB", plan -> "%,.1f".formatted(plan.gigabytesOfOutboxes()));
        table.row(
                "told after, median ms",
                plan -> plan.keepsUp() ? whole(plan.delays().median()) : "more and more");
        table.row(
                "told after, 99 % within ms",
                plan -> plan.keepsUp() ? whole(plan.delays().quantile(0.99)) : "more and more");
        table.row("deciding, of its limit", plan -> "%.2f".formatted(plan.perSecond() / Measured.DECIDED_A_SECOND));
        var hundred = plans.get(1);
        var rest = hundred.processors(Measured.GATEWAY_MILLIS)
                + hundred.processors(Measured.DATABASE_MILLIS)
                + hundred.processors(hundred.issueMillis());
        return new Report(table.lines, rest <= MOST_PROCESSORS);
    }

    private static String count(double number) {
        return "%,.0f".formatted(Math.ceil(number));
    }

    private static String whole(double number) {
        return "%,.0f".formatted(number);
    }

    private record Table(List<Plan> plans, List<String> lines) {

        Table(List<Plan> plans) {
            this(plans, new ArrayList<>());
        }

        void row(String what, Function<Plan, String> figure) {
            var line = new StringBuilder("%-34s".formatted(what));
            plans.forEach(plan -> line.append(" %14s".formatted(figure.apply(plan))));
            lines.add(line.toString());
        }
    }

    /** What so many first logins a second take. */
    record Plan(double perSecond, Pipeline.Outcome outcome) {

        Plan(double perSecond) {
            this(
                    perSecond,
                    Measured.pipeline(
                                    (int) Math.ceil(perSecond * Measured.AUTH_MILLIS / 1e3 / USED),
                                    Measured.AUTH_MILLIS)
                            .run(perSecond, SIMULATED_SECONDS));
        }

        /** That are busy for so much of their time with so many milliseconds a login. */
        double processors(double millis) {
            return perSecond * millis / 1e3 / USED;
        }

        /** The fuller the batches, the less a login costs; how full they are the simulation says. */
        double issueMillis() {
            return Measured.ISSUE_IN_BATCH_MILLIS + Measured.ISSUE_ALONE_MILLIS / outcome.batch();
        }

        double auths() {
            return Math.max(AT_LEAST, processors(Measured.AUTH_MILLIS) / PROCESSORS_AN_INSTANCE);
        }

        double gateways() {
            return Math.max(AT_LEAST, processors(Measured.GATEWAY_MILLIS) / PROCESSORS_AN_INSTANCE);
        }

        double connections() {
            return CONNECTIONS_AN_INSTANCE * (Math.ceil(auths()) + AT_LEAST);
        }

        double gigabytesAYear() {
            return perSecond
                    * 365
                    * SECONDS_A_DAY
                    * (Measured.AUTH_BYTES + Measured.LEDGER_BYTES + Measured.RECORD_BYTES)
                    / 1e9;
        }

        double gigabytesOfOutboxes() {
            return perSecond * 7 * SECONDS_A_DAY * Measured.OUTBOX_BYTES / 1e9;
        }

        boolean keepsUp() {
            return perSecond < USED * Measured.DECIDED_A_SECOND;
        }

        Sample delays() {
            return outcome.delays();
        }
    }
}
