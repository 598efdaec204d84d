package dev.promo.promotion.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.events.DeadLetterHeaders;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.deadletter.Letter.State;
import dev.promo.promotion.deadletter.LetterHistory.Action;
import dev.promo.promotion.deadletter.LetterHistory.Deed;
import dev.promo.promotion.deadletter.LetterHistory.Standing;
import dev.promo.promotion.deadletter.RedriveReport.Outcome;
import dev.promo.promotion.deadletter.RedriveReport.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.stereotype.Component;

/**
 * Brings dead letters back to the queue, corrected if need be. They are decided on when the queue is read again, behind everybody
 * who came meanwhile: vouchers stay a function of the log.
 *
 * <p>A letter is locked while it is sent and marked, so that two who bring it back at once send it once. A crash between the broker's
 * acknowledgement and the mark sends it twice: a first login that is known changes nothing. Only what the queue's reader can read is
 * sent, so that nothing goes round; and each letter is tried {@code promo.dead-letters.max-redrives} times, then it is parked.
 */
@Component
class Redrives {
    private static final Logger log = LoggerFactory.getLogger(Redrives.class);

    private static final String SPRINGS_PREFIX = "kafka_dlt-";
    private static final long PATIENCE_SECONDS = 10; // with the lock of one letter
    private static final int RETRY_AFTER_SECONDS = 5;

    private final LetterFile letters;
    private final LetterHistory history;
    private final FirstLoginCheck check;
    private final KafkaOperations<byte[], byte[]> kafka;
    private final DeadLetterMetrics metrics;
    private final DeadLetterProperties settings;
    private final ReadCommitted transaction;

    Redrives(
            LetterFile letters,
            LetterHistory history,
            FirstLoginCheck check,
            KafkaOperations<byte[], byte[]> kafka,
            DeadLetterMetrics metrics,
            DeadLetterProperties settings,
            ReadCommitted transaction) {
        this.letters = letters;
        this.history = history;
        this.check = check;
        this.kafka = kafka;
        this.metrics = metrics;
        this.settings = settings;
        this.transaction = transaction;
    }

    /** Whether a letter can be sent, and what. */
    private sealed interface Verdict {

        /** What a report says of it, if nothing is sent. */
        Row row(long id, State state);

        record Sendable(ProducerRecord<byte[], byte[]> message) implements Verdict {
            @Override
            public Row row(long id, State state) {
                return Row.of(id, Outcome.WOULD_REDRIVE, state);
            }
        }

        /** Somebody tried in vain. */
        record Refused(
                Outcome outcome,
                @Nullable String reason,
                @Nullable String cause,
                List<FieldViolation> errors) implements Verdict {
            @Override
            public Row row(long id, State state) {
                return new Row(id, outcome, state.onTheWire(), reason, cause, errors.isEmpty() ? null : errors);
            }
        }

        /** There is nothing to try. */
        record Hopeless(Outcome outcome) implements Verdict {
            @Override
            public Row row(long id, State state) {
                return Row.of(id, outcome, state);
            }
        }
    }

    /** Says what {@link #redrive} would do with the letter; changes nothing and locks nothing. */
    Row dryRun(long id, Correction correction) {
        return letters.find(id)
                .map(letter -> judge(letter, correction).row(id, letter.letter().state()))
                .orElseGet(() -> Row.of(id, Outcome.NOT_FOUND, null));
    }

    /**
     * Sends the letter to where it came from.
     *
     * @throws ApiProblem 503 if the broker does not take it: then nothing is marked
     */
    Row redrive(long id, Correction correction, Deed deed) {
        var row = transaction.execute(_ -> letters.lock(id)
                .map(letter -> redrive(letter, correction, deed))
                .orElseGet(() -> Row.of(id, Outcome.NOT_FOUND, null)));
        if (row.outcome() == Outcome.REDRIVEN) {
            metrics.redriven();
        } else if (row.outcome() != Outcome.PARKED && State.PARKED.onTheWire().equals(row.state())) {
            metrics.parked();
        }
        return row;
    }

    private Row redrive(Letter.Whole whole, Correction correction, Deed deed) {
        var letter = whole.letter();
        return switch (judge(whole, correction)) {
            case Verdict.Hopeless hopeless -> hopeless.row(letter.id(), letter.state());
            case Verdict.Refused refused -> refuse(letter, correction, refused, deed);
            case Verdict.Sendable(var message) -> {
                if (!sent(message)) {
                    var tooLong = new Verdict.Refused(Outcome.TOO_LONG, null, null, List.of());
                    yield refuse(letter, correction, tooLong, deed);
                }
                var attempts = letter.attempts() + 1;
                letters.change(letter.id(), State.REDRIVEN, attempts);
                history.write(
                        letter.id(),
                        deed,
                        Action.REDRIVEN,
                        standing(letter),
                        After.of(State.REDRIVEN, attempts, correction));
                log.info("User {} brought dead letter {} back", deed.who(), letter.id());
                yield Row.of(letter.id(), Outcome.REDRIVEN, State.REDRIVEN);
            }
        };
    }

    private Row refuse(Letter letter, Correction correction, Verdict.Refused refused, Deed deed) {
        var attempts = letter.attempts() + 1;
        var state = attempts >= settings.maxRedrives() ? State.PARKED : State.WAITING;
        letters.change(letter.id(), state, attempts);
        history.write(letter.id(), deed, Action.REFUSED, standing(letter), After.of(state, attempts, correction));
        if (state == State.PARKED) {
            var byItself = new Deed(null, deed.when(), null);
            history.write(
                    letter.id(),
                    byItself,
                    Action.PARKED,
                    Standing.of(State.WAITING, attempts),
                    Standing.of(state, attempts));
        }
        return refused.row(letter.id(), state);
    }

    private Verdict judge(Letter.Whole whole, Correction correction) {
        var letter = whole.letter();
        var origin = letter.origin();
        if (letter.state() == State.REDRIVEN) {
            return new Verdict.Hopeless(Outcome.ALREADY_REDRIVEN);
        }
        if (letter.state() == State.PARKED) {
            return new Verdict.Hopeless(Outcome.PARKED);
        }
        if (letter.leftOut() != null) {
            return new Verdict.Hopeless(Outcome.LEFT_OUT);
        }
        if (origin == null) {
            return new Verdict.Hopeless(Outcome.UNKNOWN_ORIGIN);
        }
        return switch (correction.apply(withoutTheDesks(whole.headers()), whole.value())) {
            case Correction.Outcome.Unfit(var errors) ->
                new Verdict.Refused(Outcome.CORRECTION_UNFIT, null, null, errors);
            case Correction.Outcome.Corrected(var headers, var value) -> {
                var fault = check.of(headers, value);
                yield fault == null
                        ? new Verdict.Sendable(message(whole, origin, headers, value))
                        : new Verdict.Refused(Outcome.STILL_MALFORMED, fault.reason(), fault.cause(), fault.errors());
            }
        };
    }

    /** What setting aside added goes; it would add it again. */
    private static RecordHeaders withoutTheDesks(RecordHeaders headers) {
        var kept = new RecordHeaders();
        headers.forEach(header -> {
            if (!header.key().startsWith(SPRINGS_PREFIX) && !header.key().startsWith(DeadLetterHeaders.PREFIX)) {
                kept.add(header);
            }
        });
        return kept;
    }

    @SuppressWarnings("NullAway") // Kafka takes null for a record without key
    private static ProducerRecord<byte[], byte[]> message(
            Letter.Whole whole, Origin origin, RecordHeaders headers, byte @Nullable [] value) {
        headers.add(DeadLetterHeaders.REDRIVES, text(whole.letter().attempts() + 1));
        headers.add(DeadLetterHeaders.LETTER, text(whole.letter().id()));
        return new ProducerRecord<>(
                origin.topic(), origin.partition(), origin.timestamp(), whole.key(), value, headers);
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns after the broker's acknowledgement; false if the topic takes no record as long as this. */
    private boolean sent(ProducerRecord<byte[], byte[]> message) {
        try {
            kafka.send(message).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | KafkaException refused) {
            if (NestedExceptionUtils.getMostSpecificCause(refused) instanceof RecordTooLargeException) {
                return false;
            }
            log.warn("A dead letter could not be brought back: {}", refused.toString());
            throw ApiProblem.unavailable(RETRY_AFTER_SECONDS);
        } catch (TimeoutException noAnswer) {
            log.warn("A dead letter could not be brought back: the broker did not answer in time");
            throw ApiProblem.unavailable(RETRY_AFTER_SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable(RETRY_AFTER_SECONDS);
        }
    }

    private static Standing standing(Letter letter) {
        return Standing.of(letter.state(), letter.attempts());
    }

    /** A letter after it was tried, and with which correction. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record After(
            String state, int attempts, @Nullable CorrectionForm correction) {
        static After of(State state, int attempts, Correction correction) {
            return new After(state.onTheWire(), attempts, correction.told());
        }
    }
}
