package dev.promo.benchmarks;

import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Does the time of a refused login tell whether the account exists?
 *
 * <p>500 accounts that are there and 500 that are not are tried once each, one after another in random order, so that whatever the
 * machine does meanwhile strikes both alike; through the gateway, and at auth-service itself, where an attacker would see most.
 * Once with an ordinary wrong password and once with one of 73 bytes, which bcrypt would not take.
 */
final class LoginTiming implements Benchmark {

    private static final int ACCOUNTS = 500;
    private static final int WARM_UP = 60;
    private static final long SEED = 73;

    private static final double MAX_DIFFERENCE_MILLIS = 5;
    private static final double MAX_PROBABILITY = 0.55;

    @Override
    public String name() {
        return "login-timing";
    }

    @Override
    public String claim() {
        return "the time of a refused login does not tell whether the account exists";
    }

    @Override
    public Report run(Lab lab) throws Exception {
        try (var system = lab.system(design -> design
                        // everybody is at one address here
                        .with("gateway", "PROMO_GATEWAY_FAILED_LOGIN_LIMIT", "1000000")
                        .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", "1000")
                        .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", "1000"));
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            lab.say(ACCOUNTS + " people sign up");
            signUp(system);
            var lines = new ArrayList<String>();
            lines.add("%d + %d refused logins in random order".formatted(ACCOUNTS, ACCOUNTS));
            lines.add("%-32s %12s %12s %12s %16s".formatted("", "known", "unknown", "difference", "told apart with"));
            lines.add("%-32s %12s %12s %12s %16s".formatted("", "median ms", "median ms", "ms", "probability"));
            var holds = true;
            for (var place : List.of(
                    new Place("gateway", system.url()),
                    new Place("auth-service", system.auths().getFirst().url()))) {
                for (var password : List.of(
                        new Secret("a wrong password", "wrong-horse-1"), new Secret("73 bytes", "x".repeat(73)))) {
                    lab.say("Logins at the " + place.name() + ", " + password.name());
                    var times = measure(http, place.url(), password.value());
                    holds &= times.holds();
                    lines.add(times.line(place.name() + ", " + password.name()));
                }
            }
            lines.add("%-32s %12s %12s %12.1f %16.3f"
                    .formatted("must be at most", "", "", MAX_DIFFERENCE_MILLIS, MAX_PROBABILITY));
            return new Report(lines, holds);
        }
    }

    private static void signUp(Stack system) throws InterruptedException {
        try (var gateway = new Gateway(system.url())) {
            new Crowd(4)
                    .all(IntStream.rangeClosed(1, ACCOUNTS)
                            .<Callable<Gateway.SignUp>>mapToObj(number -> () -> gateway.signUp(person("known", number)))
                            .toList());
        }
    }

    private static Person person(String kind, int number) {
        return Person.numbered(kind, number, kind.equals("known") ? "+849140" : "+849150");
    }

    private static Times measure(HttpClient http, URI url, String password) throws IOException, InterruptedException {
        var tries = new ArrayList<Try>();
        for (var number = 1; number <= ACCOUNTS; number++) {
            // the same kind of identifier on both sides: user name, e-mail, phone number in turn
            tries.add(new Try(true, identifier("known", number)));
            tries.add(new Try(false, identifier("unknown", number)));
        }
        Collections.shuffle(tries, new Random(SEED));
        for (var warmUp = 1; warmUp <= WARM_UP; warmUp++) {
            refusedIn(http, url, identifier("nobody", warmUp), password);
        }
        var known = new ArrayList<Double>();
        var unknown = new ArrayList<Double>();
        for (var one : tries) {
            (one.known() ? known : unknown).add(refusedIn(http, url, one.account(), password));
        }
        return new Times(known, unknown);
    }

    private static String identifier(String kind, int number) {
        return person(kind, number).identifiers().get(number % 3).value();
    }

    /** How many milliseconds the refusal of a login took. */
    private static double refusedIn(HttpClient http, URI url, String account, String password)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve("/api/v1/user/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"account\":\"%s\",\"password\":\"%s\"}".formatted(account, password)))
                .build();
        var start = System.nanoTime();
        var answer = http.send(request, BodyHandlers.ofString());
        var time = System.nanoTime() - start;
        if (answer.statusCode() != 401) {
            throw new IllegalStateException("A login was answered " + answer.statusCode() + " " + answer.body());
        }
        return time / 1e6;
    }

    private record Place(String name, URI url) {}

    private record Secret(String name, String value) {}

    private record Try(boolean known, String account) {}

    /** Milliseconds of each refusal. */
    private record Times(List<Double> known, List<Double> unknown) {

        boolean holds() {
            return Math.abs(difference()) <= MAX_DIFFERENCE_MILLIS && separation() <= MAX_PROBABILITY;
        }

        String line(String what) {
            return "%-32s %12.2f %12.2f %12.2f %16.3f"
                    .formatted(what, median(known), median(unknown), difference(), separation());
        }

        private double difference() {
            return median(known) - median(unknown);
        }

        private double separation() {
            return Separation.of(array(known), array(unknown)).probability();
        }

        private static double median(List<Double> values) {
            var sorted = array(values);
            Arrays.sort(sorted);
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        }

        private static double[] array(List<Double> numbers) {
            return numbers.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
