package dev.promo.defaults.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Creates the declared topics in the background and tries until the broker has them, so that a service starts without it. Who
 * declares a topic owns it: if somebody else has made it already, it gets the declared settings as well. Where the broker does not
 * let the service make or change topics, it looks until somebody else has made them as declared.
 *
 * <p>One thread of its own; at most ten seconds between attempts; ends when the context closes.
 */
final class TopicCreation implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final KafkaAdmin admin;
    private volatile @Nullable Thread worker;

    TopicCreation(KafkaAdmin admin) {
        this.admin = admin;
        admin.setModifyTopicConfigs(true);
    }

    @Override
    public synchronized void start() {
        if (worker == null) {
            worker = Thread.ofVirtual().name("topic-creation").start(this::createUntilDone);
        }
    }

    private void createUntilDone() {
        var pause = FIRST_PAUSE;
        try {
            while (!attempt()) {
                log.warn("The topics could not be created yet; trying again in {}", pause);
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            log.info("The declared topics exist, with the declared settings");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            return admin.initialize();
        } catch (RuntimeException e) {
            if (NestedExceptionUtils.getMostSpecificCause(e) instanceof AuthorizationException refused) {
                log.warn(
                        "This service may neither make nor change its topics, whoever runs the broker has to: {}",
                        refused.getMessage());
            }
            log.debug("Attempt failed", e);
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        var current = worker;
        if (current != null) {
            current.interrupt();
            worker = null;
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }
}
