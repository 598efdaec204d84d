package dev.promo.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Does many things at the same time, but never more than so many. */
public final class Crowd {

    private final int limit;

    /**
     * A crowd that does nothing yet.
     *
     * @param limit how many at a time
     */
    public Crowd(int limit) {
        this.limit = limit;
    }

    /**
     * Does all of it, and returns the results in the order given.
     *
     * @throws RuntimeException the first failure, after everything has ended
     */
    public <T> List<T> all(List<? extends Callable<T>> work) throws InterruptedException {
        var turns = new Semaphore(limit);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<T>>();
            for (var piece : work) {
                results.add(threads.submit(() -> {
                    turns.acquire();
                    try {
                        return piece.call();
                    } finally {
                        turns.release();
                    }
                }));
            }
            var values = new ArrayList<T>();
            for (var result : results) {
                values.add(result.get());
            }
            return values;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
