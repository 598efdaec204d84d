package dev.promo.promotion.voucher;

import dev.promo.events.AccountErased;
import dev.promo.events.AccountErasedFormat;
import dev.promo.events.MalformedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Reads {@code auth.account-erased}, in a group of its own, so that neither erasures nor first logins wait for the other.
 *
 * <p>At least once, like first logins, and trouble that passes is waited out like theirs. What can never be read is skipped: the
 * topic keeps it for ever, so no copy has to be set aside. Counts {@code account.erasures{outcome=recorded|repeated|malformed}}.
 */
@Component
class ErasureListener {
    private static final Logger log = LoggerFactory.getLogger(ErasureListener.class);

    private final ErasedPeople people;
    private final Counter recorded;
    private final Counter repeated;
    private final Counter malformed;

    ErasureListener(ErasedPeople people, MeterRegistry registry) {
        this.people = people;
        recorded = registry.counter("account.erasures", "outcome", "recorded");
        repeated = registry.counter("account.erasures", "outcome", "repeated");
        malformed = registry.counter("account.erasures", "outcome", "malformed");
    }

    @KafkaListener(
            id = "erasures",
            groupId = "${spring.kafka.consumer.group-id}-erasures",
            topics = AccountErased.TOPIC)
    void receive(List<ConsumerRecord<byte[], byte[]>> records) {
        var erasures = new ArrayList<AccountErased>(records.size());
        var poison = new ArrayList<DeadLetter>();
        for (var message : records) {
            try {
                erasures.add(AccountErasedFormat.read(message).change());
            } catch (MalformedEvent cause) {
                poison.add(new DeadLetter(message, cause));
            }
        }
        var news = people.remember(erasures);
        recorded.increment(news);
        repeated.increment(erasures.size() - news);
        poison.forEach(this::skip);
    }

    private void skip(DeadLetter letter) {
        malformed.increment();
        var message = letter.message();
        log.warn(
                "Record {} of {}-{} is no erasure and is skipped: {}",
                message.offset(),
                message.topic(),
                message.partition(),
                letter.cause().getMessage());
    }
}
