package dev.promo.benchmarks;

import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Does a person's home page take longer in a large ledger?
 *
 * <p>Two systems that differ in nothing but how many others have vouchers, asked in turns for the same pages of the same people.
 */
final class Reading implements Benchmark {

    private static final int CAMPAIGNS = 10;
    private static final int LARGE = Integer.getInteger("promo.bench.vouchers", 1_000_000);
    private static final int SMALL = 10_000;
    private static final int PEOPLE = 20;
    private static final int READS = Integer.getInteger("promo.bench.reads", 1_000);
    private static final int WARM_UP = 300;
    private static final double AT_MOST = 1.3;
    private static final List<String> PAGES =
            List.of("/homepage", "/api/v1/vouchers", "/api/v1/vouchers?status=active&limit=5");

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public String claim() {
        return "a home page and a list of vouchers take at most %.1f times as long in a ledger of %,d vouchers as in one of %,d"
                .formatted(AT_MOST, LARGE, SMALL);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var small = new Ledger(lab, SMALL);
                var large = new Ledger(lab, LARGE)) {
            var lines = new ArrayList<String>();
            lines.add("%d reads of each, in turns, ms".formatted(READS));
            lines.add(
                    "%-40s %10s %10s %8s %10s %10s".formatted("", "small", "large", "ratio", "small 99%", "large 99%"));
            var holds = true;
            for (var page : PAGES) {
                lab.say("Reading " + page);
                read(small, large, page, WARM_UP);
                var times = read(small, large, page, READS);
                lines.add(times.line(page));
                holds &= times.ratio() <= AT_MOST;
            }
            lines.add("%-40s %10s %10s %8.2f".formatted("  must be at most", "", "", AT_MOST));
            return new Report(lines, holds);
        }
    }

    private static Times read(Ledger small, Ledger large, String page, int count)
            throws IOException, InterruptedException {
        var ofSmall = new ArrayList<Double>();
        var ofLarge = new ArrayList<Double>();
        for (var i = 0; i < count; i++) {
            ofSmall.add(small.millis(page, i));
            ofLarge.add(large.millis(page, i));
        }
        return new Times(Sample.of(ofSmall), Sample.of(ofLarge));
    }

    private record Times(Sample small, Sample large) {

        double ratio() {
            return large.median() / small.median();
        }

        String line(String page) {
            return "%-40s %10.2f %10.2f %8.2f %10.1f %10.1f"
                    .formatted(
                            page, small.median(), large.median(), ratio(), small.quantile(0.99), large.quantile(0.99));
        }
    }

    /** A system whose people have a voucher of each campaign, as so many others have. */
    private static final class Ledger implements AutoCloseable {

        private final Stack system;
        private final Requests requests;
        private final List<String> tokens;

        Ledger(Lab lab, int vouchers) throws Exception {
            system = lab.system(Issuance::measured);
            requests = new Requests(system.promotions().getFirst().url());
            try (var gateway = new Gateway(system.url())) {
                var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                new Campaigns(system, gateway).run(CAMPAIGNS, now, now.plus(1, ChronoUnit.DAYS));
                tokens = people(gateway);
            }
            awaitVouchers();
            lab.say("Filling in %,d vouchers".formatted(vouchers));
            fill(new PromotionDatabase(system), vouchers / CAMPAIGNS);
        }

        private static List<String> people(Gateway gateway) throws InterruptedException {
            return new Crowd(2)
                    .all(IntStream.rangeClosed(1, PEOPLE)
                            .<Callable<String>>mapToObj(number -> () -> {
                                var person = Person.numbered("reader", number, "+849170");
                                gateway.signUp(person);
                                return gateway.logIn(
                                                new Person.Identifier("userName", person.userName()), person.password())
                                        .accessToken();
                            })
                            .toList());
        }

        private void awaitVouchers() throws IOException, InterruptedException {
            for (var token : tokens) {
                while (requests.get("/api/v1/vouchers", token).split("\"campaign\":", -1).length <= CAMPAIGNS) {
                    Thread.sleep(Duration.ofMillis(50));
                }
            }
        }

        private static void fill(PromotionDatabase database, int people) throws SQLException {
            database.run("""
                    INSERT INTO first_logins (user_id, event_id, occurred_at, partition_id, log_offset, received_at)
                    SELECT 1000000000 + seq, RANDOM_BYTES(16), UTC_TIMESTAMP(6), 0, 1000000000 + seq, UTC_TIMESTAMP(6)
                      FROM seq_1_to_%d
                    """.formatted(people));
            for (var campaign = 2; campaign <= CAMPAIGNS + 1; campaign++) { // 1 is there from the beginning
                database.run("""
                        INSERT INTO vouchers (campaign_id, slot, user_id, code, discount_type, discount_value, login_seq,
                                              issued_at, expires_at)
                        SELECT c.id, c.issued + s.seq, l.user_id, UPPER(LEFT(MD5(CONCAT(c.id, '-', l.user_id)), 18)), 'PERCENT',
                               30, l.seq, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 30 DAY
                          FROM seq_1_to_%d s JOIN first_logins l ON l.user_id = 1000000000 + s.seq
                          JOIN campaigns c ON c.id = %d
                        """.formatted(people, campaign));
                database.run("UPDATE campaigns SET issued = issued + %d WHERE id = %d".formatted(people, campaign));
            }
            database.run("ANALYZE TABLE first_logins, vouchers");
        }

        double millis(String page, int number) throws IOException, InterruptedException {
            var token = tokens.get(number % tokens.size());
            var began = System.nanoTime();
            var _ = requests.get(page, token);
            return (System.nanoTime() - began) / 1e6;
        }

        @Override
        public void close() {
            requests.close();
            system.close();
        }
    }
}
