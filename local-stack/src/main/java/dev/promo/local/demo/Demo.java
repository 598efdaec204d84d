package dev.promo.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Lets 300 people sign up and log in at a running system, and proves that the first 100 first logins got a voucher and nobody else.
 *
 * <p>The people are always the same ones, so a second run finds them known and changes nothing. What must come out is computed from
 * the system's own proof before and after, so it holds whoever else has been there before; only while it runs must nobody else log
 * in for the first time.
 */
public final class Demo {

    /** The campaign that every installation is born with. */
    private static final long CAMPAIGN = 1;

    private static final int PEOPLE = 300;
    private static final int ONE_BY_ONE = 25;
    private static final int INSISTENT = 30;
    private static final int LOGINS_OF_THE_INSISTENT = 10;
    private static final Crowd CROWD = new Crowd(32);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Gateway gateway;
    private final Consumer<String> say;

    /**
     * Prepares it.
     *
     * @param say is told each line that a person should read
     */
    public Demo(Gateway gateway, Consumer<String> say) {
        this.gateway = gateway;
        this.say = say;
    }

    /**
     * Runs it.
     *
     * @throws Gateway.Unreachable if nobody answers
     * @throws Gateway.UnexpectedAnswer if the system breaks its contract
     */
    public DemoResult run() throws InterruptedException {
        var people = Person.crowd(PEOPLE);
        var signedUp = signUp(people);
        say.accept(signedUp + " people signed up"
                + (signedUp == PEOPLE ? "" : ", " + (PEOPLE - signedUp) + " had done so before"));

        // Somebody must be in to ask for the proof. The count starts after them, so it does not matter whether they are
        // new.
        var visitors = new ArrayList<Visitor>();
        visitors.add(visit(people.getFirst(), 1));
        var before = gateway.proof(CAMPAIGN, visitors.getFirst().accessToken());

        for (var person : people.subList(1, ONE_BY_ONE)) {
            visitors.add(visit(person, 1));
        }
        var latency = latency(visitors);
        say.accept(ONE_BY_ONE + " people logged in one after another");

        visitors.addAll(rush(people.subList(ONE_BY_ONE, PEOPLE)));
        var newcomers = visitors.stream().filter(Visitor::isNew).count();
        say.accept((PEOPLE - ONE_BY_ONE) + " people logged in, up to 32 logins at the same time; " + INSISTENT
                + " of them through " + LOGINS_OF_THE_INSISTENT + " parallel logins each");
        say.accept(
                newcomers == 0
                        ? "Nobody was new: everybody had logged in before, so nothing must have changed"
                        : newcomers + " of these people were new: so many first logins");

        var after = gateway.proof(CAMPAIGN, visitors.getLast().accessToken());
        var newSinceBefore = visitors.stream().skip(1).filter(Visitor::isNew).count();
        return new DemoResult(findings(before.after(newSinceBefore), after, visitors), latency);
    }

    private long signUp(List<Person> people) throws InterruptedException {
        var work = people.stream()
                .<Callable<Gateway.SignUp>>map(person -> () -> gateway.signUp(person))
                .toList();
        return CROWD.all(work).stream()
                .filter(outcome -> outcome == Gateway.SignUp.CREATED)
                .count();
    }

    /** Many logins at the same time; those who log in several times do so at the same time as well. */
    private List<Visitor> rush(List<Person> people) throws InterruptedException {
        var logins = new ArrayList<Callable<Gateway.Login>>();
        var persistence = new ArrayList<Integer>();
        for (var i = 0; i < people.size(); i++) {
            var person = people.get(i);
            var identifiers = person.identifiers();
            var times = i >= people.size() - INSISTENT ? LOGINS_OF_THE_INSISTENT : 1;
            persistence.add(times);
            for (var time = 0; time < times; time++) {
                var identifier = identifiers.get((i + time) % identifiers.size());
                logins.add(() -> gateway.logIn(identifier, person.password()));
            }
        }
        var answers = CROWD.all(logins).iterator();

        var arrivals = new ArrayList<Callable<Visitor>>();
        for (var i = 0; i < people.size(); i++) {
            var own = new ArrayList<Gateway.Login>();
            for (var time = 0; time < persistence.get(i); time++) {
                own.add(answers.next());
            }
            var person = people.get(i);
            arrivals.add(() -> arrive(person, own));
        }
        return CROWD.all(arrivals);
    }

    private Visitor visit(Person person, int number) throws InterruptedException {
        var identifiers = person.identifiers();
        return arrive(person, List.of(gateway.logIn(identifiers.get(number % identifiers.size()), person.password())));
    }

    /** Looks at /homepage again and again, without a pause, until it says what will stay. */
    private Visitor arrive(Person person, List<Gateway.Login> logins) throws InterruptedException {
        var token = logins.getFirst().accessToken();
        var answered = System.nanoTime();
        while (true) {
            var page = gateway.homepage(token);
            var waited = Duration.ofNanos(System.nanoTime() - answered);
            if (page.isFinal(CAMPAIGN) || waited.compareTo(PATIENCE) > 0) {
                return new Visitor(
                        person,
                        token,
                        logins.stream().filter(Gateway.Login::firstLogin).count(),
                        page,
                        waited);
            }
            if (waited.toSeconds() >= 1) {
                Thread.sleep(50); // something is wrong; there is no point in making it worse
            }
        }
    }

    private static Latency latency(List<Visitor> visitors) {
        return new Latency(visitors.stream()
                .filter(Visitor::isNew)
                .filter(visitor -> visitor.page().isFinal(CAMPAIGN))
                .map(Visitor::waited)
                .toList());
    }

    private static List<Finding> findings(Proof expected, Proof proof, List<Visitor> visitors) {
        var pages = visitors.stream().map(Visitor::page).toList();
        var vouchers = pages.stream().flatMap(page -> page.vouchers().stream()).toList();
        var codes = new HashSet<String>();
        vouchers.forEach(voucher -> codes.add(voucher.code()));
        return List.of(
                Finding.of(
                        "people whose /homepage is still PENDING",
                        0L,
                        pages.stream().filter(page -> !page.isFinal(CAMPAIGN)).count()),
                Finding.of(
                        "people with more than one \"first\" login",
                        0L,
                        visitors.stream()
                                .filter(visitor -> visitor.firstLogins() > 1)
                                .count()),
                Finding.of(
                        "people shown more than one voucher",
                        0L,
                        pages.stream()
                                .filter(page -> page.vouchers().size() > 1)
                                .count()),
                Finding.of("vouchers shown twice to the demo's people", 0, vouchers.size() - codes.size()),
                Finding.of("vouchers issued", expected.issued(), proof.issued()),
                Finding.of("rows in the ledger", expected.rows(), proof.rows()),
                Finding.of("slots", slots(expected), slots(proof)),
                Finding.of("gaps", expected.gaps(), proof.gaps()),
                Finding.of("sold out", expected.soldOut(), proof.soldOut()),
                Finding.of("first logins", expected.firstLogins(), proof.firstLogins()),
                Finding.of("duplicates", expected.duplicates(), proof.duplicates()),
                Finding.of("the system's own verdict", expected.holds(), proof.holds()));
    }

    private static String slots(Proof proof) {
        return proof.lowestSlot() + "-" + proof.highestSlot();
    }
}
