package dev.promo.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** So many clients at once, each of which begins anew as soon as it is done: a closed loop. */
final class Clients {

    private static final Duration UNTIL_ALL_ARE_BUSY = Duration.ofSeconds(1);

    private final int count;

    Clients(int count) {
        this.count = count;
    }

    /**
     * How often a second it is done by all of them together, once all are busy.
     *
     * <p>The time of each client runs from one end of its work to another, so that a round is not longer or shorter by a piece that
     * was begun.
     */
    double rate(Duration duration, Work work) throws InterruptedException {
        var counting = System.nanoTime() + UNTIL_ALL_ARE_BUSY.toNanos();
        var end = counting + duration.toNanos();
        List<Callable<Double>> clients = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            clients.add(() -> rate(counting, end, work));
        }
        return all(clients).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Has all of it done, each piece once. */
    void each(List<? extends Work> pieces) throws InterruptedException {
        all(pieces.stream()
                .<Callable<Boolean>>map(piece -> () -> {
                    piece.once();
                    return true;
                })
                .toList());
    }

    private <T> List<T> all(List<Callable<T>> work) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(count)) {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static double rate(long counting, long end, Work work) throws Exception {
        var first = 0L;
        var last = 0L;
        var done = 0;
        while (true) {
            work.once();
            var now = System.nanoTime();
            if (now - counting < 0) {
                continue;
            }
            if (first == 0) {
                first = now;
            } else if (now - end < 0) {
                last = now;
                done++;
            } else {
                return done * 1e9 / (last - first);
            }
        }
    }

    interface Work {
        void once() throws Exception;
    }
}
