package dev.promo.auth.recovery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** The tests' own way of reaching people: keeps what they were sent. */
public final class KeptResets implements ResetSender {

    private final List<ResetMessage> messages = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public boolean send(ResetMessage message) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        messages.add(message);
        return true;
    }

    /** The tokens that the person was sent, in that order. */
    public List<String> tokensOf(long userId) {
        return messages.stream()
                .filter(message -> message.userId() == userId)
                .map(ResetMessage::link)
                .toList();
    }

    /** From now on sending begins and does not end. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** A bean like the one that an operator may bring. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class InContext {
        @Bean
        KeptResets keptResets() {
            return new KeptResets();
        }
    }
}
