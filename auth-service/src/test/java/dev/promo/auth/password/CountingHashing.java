package dev.promo.auth.password;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The real bulkhead at the lowest cost; remembers what was compared, and can be held up in the middle of it. */
public final class CountingHashing extends PasswordHashing {

    private final List<String> comparedHashes = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> spent = Collections.synchronizedList(new ArrayList<>());
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public CountingHashing(int threads, int queue) {
        this(4, threads, queue);
    }

    CountingHashing(int cost, int threads, int queue) {
        super(new PasswordProperties(cost, threads, queue), new SimpleMeterRegistry());
    }

    @Override
    boolean compareNow(String password, String hash) {
        comparedHashes.add(hash);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return super.compareNow(password, hash);
    }

    @Override
    void spend(int ofCost) {
        spent.add(ofCost);
        super.spend(ofCost);
    }

    /** The costs of what was computed for nothing. */
    List<Integer> spent() {
        return List.copyOf(spent);
    }

    /** Whether one more would be sent away. */
    public boolean isFull() {
        return isQueueFull();
    }

    /** The hashes that passwords were compared with, each one bcrypt computation. */
    public List<String> comparedHashes() {
        return List.copyOf(comparedHashes);
    }

    /** From now on comparisons begin and do not end. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void release() {
        gate.countDown();
    }

    /** Takes the place of the real one in an application context. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class InContext {
        @Bean
        @Primary
        CountingHashing countingHashing() {
            return new CountingHashing(2, 100);
        }
    }
}
