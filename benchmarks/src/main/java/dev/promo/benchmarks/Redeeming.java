package dev.promo.benchmarks;

import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * How many vouchers a second are spent over HTTP, beside what the same database takes of the two statements that matter; and what
 * becomes of a voucher that many want at once.
 */
final class Redeeming implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("promo.bench.rounds", 5);
    private static final int REDEMPTIONS = Integer.getInteger("promo.bench.redemptions", 2_000);
    private static final int AT_ONCE = 8;
    private static final int WARM_UP_ROUNDS = 4;
    private static final int CONTENDED = 20;
    private static final int RIVALS = 50;
    private static final long FIRST_USER = 1_000_000_000;

    @Override
    public String name() {
        return "redemption";
    }

    @Override
    public String claim() {
        return "of %d who want the same voucher at once exactly one gets it, and nobody's voucher is spent twice"
                .formatted(RIVALS);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var system = lab.system(Issuance::measured);
                var gateway = new Gateway(system.url());
                var topic = new FirstLoginTopic(system);
                var requests = new Requests(system.promotions().getFirst().url())) {
            var database = new PromotionDatabase(system);
            database.requireDurable();
            var vouchers = vouchers(system, gateway, topic, database);
            var partner = partner(system, gateway);
            var bare = new BareRedemptions(database, AT_ONCE);
            var next = 0;

            var rates = new ArrayList<Double>();
            var limits = new ArrayList<Double>();
            for (var round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
                lab.say(round < 1 ? "Warming up" : "Round %d: %d vouchers".formatted(round, REDEMPTIONS));
                var some = vouchers.subList(next, next += REDEMPTIONS);
                var limit = bare.spend(some.stream().map(Voucher::id).toList());
                var rate = spend(requests, partner, some);
                if (round >= 1) {
                    rates.add(rate);
                    limits.add(limit);
                }
            }
            lab.say("%d vouchers that %d want".formatted(CONTENDED, RIVALS));
            var winners = new ArrayList<Integer>();
            var contendedRates = new ArrayList<Double>();
            for (var voucher : vouchers.subList(next, next + CONTENDED)) {
                var began = System.nanoTime();
                winners.add(contend(requests, partner, voucher));
                contendedRates.add(RIVALS * 1e9 / (System.nanoTime() - began));
            }
            return report(database, rates, limits, winners, contendedRates);
        }
    }

    private static Report report(
            PromotionDatabase database,
            List<Double> rates,
            List<Double> limits,
            List<Integer> winners,
            List<Double> contendedRates)
            throws SQLException {
        var lines = new ArrayList<String>();
        lines.add("%d at a time, %d rounds of %d, median".formatted(AT_ONCE, ROUNDS, REDEMPTIONS));
        lines.add("%-34s %14s %14s".formatted("", "a second", "ratio"));
        lines.add("%-34s %14.0f"
                .formatted("redemptions over HTTP", Sample.of(rates).median()));
        lines.add("%-34s %14.0f %14.2f"
                .formatted("UPDATE and INSERT, nothing else", Sample.of(limits).median(), medianRatio(rates, limits)));
        lines.add("%-34s %14.0f"
                .formatted(
                        "answers, %d want one voucher".formatted(RIVALS),
                        Sample.of(contendedRates).median()));
        lines.add("%-34s %14d %14s"
                .formatted("vouchers that exactly one got", exactlyOne(winners), "of " + winners.size()));
        var redemptions = database.number("SELECT COUNT(*) FROM redemptions");
        var spent = database.number("SELECT COUNT(*) FROM vouchers WHERE used_at IS NOT NULL");
        lines.add("%-34s %14d %14d".formatted("vouchers spent, redemptions", spent, redemptions));
        var expected = (ROUNDS + WARM_UP_ROUNDS) * REDEMPTIONS + CONTENDED;
        return new Report(lines, exactlyOne(winners) == winners.size() && spent == expected && redemptions == expected);
    }

    private static long exactlyOne(List<Integer> winners) {
        return winners.stream().filter(count -> count == 1).count();
    }

    private static double medianRatio(List<Double> these, List<Double> those) {
        return Sample.of(IntStream.range(0, these.size())
                        .mapToObj(i -> these.get(i) / those.get(i))
                        .toList())
                .median();
    }

    private static List<Voucher> vouchers(
            Stack system, Gateway gateway, FirstLoginTopic topic, PromotionDatabase database) throws Exception {
        var begins = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        new Campaigns(system, gateway).run(1, begins, begins.plus(1, ChronoUnit.HOURS));
        topic.fill(FIRST_USER, (ROUNDS + WARM_UP_ROUNDS) * REDEMPTIONS + CONTENDED, begins.plusSeconds(1));
        topic.awaitDecided();
        database.awaitOutboxEmpty();
        var vouchers = new ArrayList<Voucher>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id, code FROM vouchers WHERE campaign_id ="
                        + " (SELECT MAX(id) FROM campaigns) ORDER BY id")) {
            while (rows.next()) {
                vouchers.add(new Voucher(rows.getLong(1), rows.getString(2)));
            }
        }
        return vouchers;
    }

    /** A token of a shop's, which can spend anybody's vouchers. */
    private static String partner(Stack system, Gateway gateway) throws InterruptedException {
        var shop = Person.numbered("shop", 1, "+849160");
        gateway.signUp(shop);
        var admin = new Campaigns(system, gateway).admin();
        var found = gateway.call("GET", "/api/v1/admin/users?account=" + shop.userName(), admin, null);
        gateway.call(
                "PUT",
                "/api/v1/admin/users/" + found.text("/userId") + "/roles",
                admin,
                Map.of("roles", List.of("PARTNER")));
        return gateway.logIn(new Person.Identifier("userName", shop.userName()), shop.password())
                .accessToken();
    }

    private static double spend(Requests requests, String partner, List<Voucher> vouchers) throws InterruptedException {
        var began = System.nanoTime();
        var answers = new Crowd(AT_ONCE)
                .all(vouchers.stream()
                        .<Callable<Integer>>map(voucher -> () -> redeem(requests, partner, voucher, "order"))
                        .toList());
        var rate = vouchers.size() * 1e9 / (System.nanoTime() - began);
        if (!answers.stream().allMatch(status -> status == 200)) {
            throw new IllegalStateException("not every voucher was spent");
        }
        return rate;
    }

    /** How many of the rivals got it; the others have to be told that it is used. */
    private static int contend(Requests requests, String partner, Voucher voucher) throws InterruptedException {
        var answers = new Crowd(RIVALS)
                .all(IntStream.range(0, RIVALS)
                        .<Callable<Integer>>mapToObj(
                                rival -> () -> redeem(requests, partner, voucher, "rival-" + rival))
                        .toList());
        if (!answers.stream().allMatch(status -> status == 200 || status == 409)) {
            throw new IllegalStateException("rivals were answered " + answers);
        }
        return (int) answers.stream().filter(status -> status == 200).count();
    }

    private static int redeem(Requests requests, String partner, Voucher voucher, String order) throws Exception {
        return requests.post(
                "/api/v1/checkout/redeem",
                partner,
                "{\"code\":\"%s\",\"orderId\":\"%s-%d\",\"orderAmount\":100,\"currency\":\"USD\"}"
                        .formatted(voucher.code(), order, voucher.id()));
    }

    private record Voucher(long id, String code) {}
}
