package dev.promo.auth.recovery;

import dev.promo.auth.audit.AuditTrail;
import dev.promo.auth.audit.AuditTrail.Origin;
import dev.promo.defaults.metrics.Outcomes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Sends people a token for a new password, some time after they asked: who asks is answered before anything is looked up, so that
 * neither the answer nor its time tells whether there is such an account.
 *
 * <p>At most once: what an ending instance had not come to in a few seconds is lost, and so is what cannot be sent. The person
 * asks again. Counts {@code password.resets{outcome=sent|ignored|unreachable|failed|refused}}; metric
 * {@code executor.*{name="password-resets"}}.
 */
@Component
class ResetRequests implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(ResetRequests.class);

    private static final int THREADS = 2;
    private static final int QUEUE = 1_000;
    private static final int SECONDS_TO_FINISH = 5;

    private final ResetTokens tokens;
    private final AuditTrail audit;
    private final @Nullable ResetSender sender;
    private final Outcomes resets;
    private final ThreadPoolExecutor worker;

    ResetRequests(ResetTokens tokens, AuditTrail audit, ObjectProvider<ResetSender> sender, MeterRegistry meters) {
        this.tokens = tokens;
        this.audit = audit;
        this.sender = sender.getIfAvailable();
        this.resets = new Outcomes(meters, "password.resets", "sent", "ignored", "unreachable", "failed", "refused");
        this.worker = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name("password-reset-", 0).factory());
        worker.allowCoreThreadTimeOut(true);
        new ExecutorServiceMetrics(worker, "password-resets", Tags.empty()).bindTo(meters);
        if (this.sender == null) {
            log.info("There is no promo.auth.reset-sender: whoever asks for a new password waits in vain");
        }
    }

    /** False if so many wait that this one was not taken, whoever it was about. */
    boolean ask(String identifier) {
        var origin = audit.origin();
        try {
            worker.execute(() -> answer(identifier, origin));
            return true;
        } catch (RejectedExecutionException full) {
            resets.count("refused");
            return false;
        }
    }

    private void answer(String identifier, Origin origin) {
        try {
            resets.count(sender == null ? "ignored" : send(sender, identifier, origin));
        } catch (RuntimeException trouble) {
            resets.count("failed");
            log.warn("A reset token could not be sent: {}", trouble.getClass().getName()); // texts may name addresses
        }
    }

    private String send(ResetSender sender, String identifier, Origin origin) {
        return tokens.issue(identifier, origin)
                .map(message -> sender.send(message) ? "sent" : "unreachable")
                .orElse("ignored");
    }

    @Override
    public void destroy() throws InterruptedException {
        worker.shutdown();
        if (!worker.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
            worker.shutdownNow();
        }
    }
}
