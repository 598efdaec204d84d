package dev.promo.promotion.voucher;

import dev.promo.events.FirstLogin;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import dev.promo.events.TraceParent;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Flow 5/6. Reads {@code auth.first-login} in batches and hands them to the ledger in the order of the log.
 *
 * <p>At least once: offsets are committed after the ledger's transaction, so a crash in between delivers the batch again,
 * and the ledger knows everybody in it. What is thrown here is trouble that passes (database, broker, a lost race): the
 * whole batch is tried again for as long as it lasts. What can never be read goes to the dead-letter topic, after the
 * rest of its batch is safe.
 */
@Component
class FirstLoginListener {

    private final VoucherLedger ledger;
    private final DeadLetters deadLetters;
    private final ClaimMetrics metrics;
    private final Tracer tracer;

    FirstLoginListener(VoucherLedger ledger, DeadLetters deadLetters, ClaimMetrics metrics, Tracer tracer) {
        this.ledger = ledger;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.tracer = tracer;
    }

    @KafkaListener(id = "first-logins", idIsGroup = false, topics = FirstLogin.TOPIC)
    void receive(List<ConsumerRecord<byte[], byte[]>> records) {
        var batch = new ArrayList<LoggedFirstLogin>(records.size());
        var poison = new ArrayList<DeadLetter>();
        try (var spans = new DecisionSpans(tracer)) {
            for (var message : records) {
                try {
                    batch.add(new LoggedFirstLogin(
                            FirstLoginFormat.read(message),
                            message.partition(),
                            message.offset(),
                            spans.begin(TraceParent.of(message.headers()))));
                } catch (MalformedEvent cause) {
                    poison.add(new DeadLetter(message, cause));
                }
            }
            metrics.count(batch, ledger.record(batch));
            spans.decided();
        }
        poison.forEach(deadLetters::publish);
    }
}
