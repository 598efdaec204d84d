package dev.promo.promotion.deadletter;

import dev.promo.events.FirstLogin;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.deadletter.Letter.State;
import dev.promo.promotion.deadletter.LetterHistory.Action;
import dev.promo.promotion.deadletter.LetterHistory.Deed;
import dev.promo.promotion.deadletter.LetterHistory.Standing;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Files what is set aside on {@code auth.first-login.dlt}, in a group of its own, so that the queue never waits for the desk.
 *
 * <p>At least once; a letter is known by its place on that topic, and by the place it came from, so that neither topic read again
 * files anything twice. Trouble that passes is waited out.
 */
@Component
class DeadLetterListener {

    private final LetterFile letters;
    private final LetterHistory history;
    private final DeadLetterMetrics metrics;
    private final DeadLetterProperties settings;
    private final ReadCommitted transaction;
    private final Clock clock;

    DeadLetterListener(
            LetterFile letters,
            LetterHistory history,
            DeadLetterMetrics metrics,
            DeadLetterProperties settings,
            ReadCommitted transaction,
            Clock clock) {
        this.letters = letters;
        this.history = history;
        this.metrics = metrics;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    @KafkaListener(
            id = "dead-letters",
            groupId = "${spring.kafka.consumer.group-id}-dead-letters",
            topics = FirstLogin.DEAD_LETTER_TOPIC)
    void receive(List<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(message -> file(new Arrival(message)));
    }

    private void file(Arrival arrival) {
        var parked = arrival.attempts() >= settings.maxRedrives(); // it goes round: somebody has to look at it
        var isNew = transaction.execute(_ -> file(arrival, parked ? State.PARKED : State.WAITING));
        if (isNew && parked) {
            metrics.parked();
        }
    }

    private boolean file(Arrival arrival, State state) {
        var deed = new Deed(null, clock.instant(), null);
        var filed = letters.add(arrival, state, deed.when());
        if (filed.isEmpty()) {
            return false;
        }
        var id = filed.getAsLong();
        if (state == State.PARKED) {
            history.write(id, deed, Action.PARKED, null, Standing.of(state, arrival.attempts()));
        }
        var before = arrival.comesFrom();
        if (before != null && before != id && letters.has(before)) {
            history.write(before, deed, Action.RETURNED, null, Map.of("id", id));
        }
        return true;
    }
}
