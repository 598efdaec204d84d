package dev.promo.promotion.deadletter;

import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.deadletter.Letter.State;
import dev.promo.promotion.deadletter.LetterHistory.Action;
import dev.promo.promotion.deadletter.LetterHistory.Deed;
import dev.promo.promotion.deadletter.LetterHistory.Standing;
import dev.promo.promotion.deadletter.ParkReport.Outcome;
import org.springframework.stereotype.Component;

/** Puts dead letters away that nobody will bring back, and takes them up again. */
@Component
class Parking {

    private final LetterFile letters;
    private final LetterHistory history;
    private final DeadLetterMetrics metrics;
    private final ReadCommitted transaction;

    Parking(LetterFile letters, LetterHistory history, DeadLetterMetrics metrics, ReadCommitted transaction) {
        this.letters = letters;
        this.history = history;
        this.metrics = metrics;
        this.transaction = transaction;
    }

    Outcome park(long id, Deed deed) {
        var outcome = transaction.execute(
                _ -> letters.lock(id).map(letter -> park(letter.letter(), deed)).orElse(Outcome.NOT_FOUND));
        if (outcome == Outcome.PARKED) {
            metrics.parked();
        }
        return outcome;
    }

    private Outcome park(Letter letter, Deed deed) {
        return switch (letter.state()) {
            case PARKED -> Outcome.ALREADY_PARKED;
            case REDRIVEN -> Outcome.ALREADY_REDRIVEN;
            case WAITING -> {
                change(letter, State.PARKED, letter.attempts(), Action.PARKED, deed);
                yield Outcome.PARKED;
            }
        };
    }

    /** The letter waits again, and may be tried as often as a new one; says whether there was a letter. */
    boolean unpark(long id, Deed deed) {
        return transaction.execute(_ -> {
            var found = letters.lock(id).map(Letter.Whole::letter);
            found.filter(letter -> letter.state() == State.PARKED)
                    .ifPresent(letter -> change(letter, State.WAITING, 0, Action.UNPARKED, deed));
            return found.isPresent();
        });
    }

    private void change(Letter letter, State state, int attempts, Action action, Deed deed) {
        letters.change(letter.id(), state, attempts);
        history.write(
                letter.id(),
                deed,
                action,
                Standing.of(letter.state(), letter.attempts()),
                Standing.of(state, attempts));
    }
}
