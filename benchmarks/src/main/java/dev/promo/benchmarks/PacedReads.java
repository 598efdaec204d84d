package dev.promo.benchmarks;

import dev.promo.local.demo.Gateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who reads their page, and somebody whose token is refused, 50 times a second each: at fixed times, however long the answers
 * take, and a time that passes before a request is even sent counts as waiting.
 */
final class PacedReads {

    private static final Duration PACE = Duration.ofMillis(20);

    private final Gateway gateway;
    private final String token;
    private final String forged;

    PacedReads(Gateway gateway, String token) {
        this.gateway = gateway;
        this.token = token;
        // another signature of the same length, so that it takes the whole computation to see that it is wrong
        var signature = token.lastIndexOf('.') + 1;
        forged = token.substring(0, signature)
                + (token.charAt(signature) == 'A' ? 'B' : 'A')
                + token.substring(signature + 1);
    }

    Times during(Duration duration) {
        var times = new Times();
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var due = began; due - began < duration.toNanos(); due += PACE.toNanos()) {
                LockSupport.parkNanos(due - System.nanoTime());
                var asked = due;
                var _ = threads.submit(() -> ask(token, 200, asked, times.pages));
                var _ = threads.submit(() -> ask(forged, 401, asked, times.refusals));
            }
        }
        if (times.pages.size() != times.refusals.size() || times.pages.size() < duration.dividedBy(PACE)) {
            throw new IllegalStateException("A request was not answered as it should be");
        }
        return times;
    }

    private Void ask(String with, int expected, long asked, List<Double> times) throws InterruptedException {
        if (gateway.call("GET", "/homepage", with, null).status() == expected) {
            times.add((System.nanoTime() - asked) / 1e6);
        }
        return null;
    }

    /** Milliseconds of each request. */
    static final class Times {
        private final List<Double> pages = Collections.synchronizedList(new ArrayList<>());
        private final List<Double> refusals = Collections.synchronizedList(new ArrayList<>());

        void add(Times more) {
            pages.addAll(more.pages);
            refusals.addAll(more.refusals);
        }

        List<String> lines(String when) {
            return List.of(line("GET /homepage, " + when, pages), line("a forged token, " + when, refusals));
        }

        private static String line(String what, List<Double> times) {
            var sample = Sample.of(times);
            return "%-34s %14.1f %14.1f %14.1f"
                    .formatted(what, sample.median(), sample.quantile(0.99), sample.quantile(1));
        }
    }
}
