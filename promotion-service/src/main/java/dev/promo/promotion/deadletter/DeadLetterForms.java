package dev.promo.promotion.deadletter;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.Violations;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What admins write to the desk. */
final class DeadLetterForms {

    /** One request's; each is a transaction, and a record to be sent and acknowledged. */
    static final int MOST = 200;

    private static final int LONGEST_NOTE = 200;
    private static final int LONGEST_REASON = 100;

    private DeadLetterForms() {}

    /**
     * Which letters are to be brought back, and how.
     *
     * @param ids of the letters; either these or a reason
     * @param reason of the letters that wait, the first 200 of them
     * @param dryRun whether to say only what would happen, which is so where nothing is said
     * @param note for whoever reads the history
     */
    record Redrive(
            @Nullable List<@Nullable Long> ids,
            @Nullable String reason,
            @Nullable Boolean dryRun,
            @Nullable CorrectionForm correction,
            @Nullable String note) {

        boolean isDryRun() {
            return dryRun == null || dryRun;
        }

        /** @throws ApiProblem 400 that names every broken rule */
        Correction valid() {
            var violations = new Violations();
            if ((ids == null) == (reason == null)) {
                violations.reject("ids", "EXACTLY_ONE", "Exactly one of ids and reason must be given.");
            }
            if (ids != null) {
                checkIds(ids, violations);
            }
            if (reason != null && (reason.isBlank() || reason.length() > LONGEST_REASON)) {
                violations.reject("reason", "FORMAT", "Must be the reason of a dead letter.");
            }
            checkNote(note, violations);
            var read = correction == null ? Correction.NONE : correction.read(violations);
            violations.throwIfAny();
            return read;
        }
    }

    /**
     * Which letters are to be parked, and why.
     *
     * @param note for whoever reads the history
     */
    record BulkPark(
            @Nullable List<@Nullable Long> ids, @Nullable String note) {

        List<Long> validIds() {
            var violations = new Violations();
            if (ids == null) {
                violations.reject("ids", "REQUIRED", "Must be given.");
            } else {
                checkIds(ids, violations);
            }
            requireNote(note, violations);
            violations.throwIfAny();
            return sorted(ids);
        }
    }

    /** @param note why, for whoever reads the history */
    record Note(@Nullable String note) {

        String valid() {
            var violations = new Violations();
            requireNote(note, violations);
            violations.throwIfAny();
            return Objects.requireNonNull(note).strip();
        }
    }

    /** In the order in which they were filed, each once. */
    static List<Long> sorted(@Nullable List<@Nullable Long> ids) {
        return ids == null
                ? List.of()
                : ids.stream()
                        .filter(Objects::nonNull)
                        .map(Long.class::cast)
                        .distinct()
                        .sorted()
                        .toList();
    }

    private static void checkIds(List<@Nullable Long> ids, Violations violations) {
        if (ids.isEmpty() || ids.size() > MOST) {
            violations.reject("ids", "SIZE", "Must be 1 to %d numbers.".formatted(MOST));
        }
        if (ids.contains(null)) {
            violations.reject("ids", "REQUIRED", "Must be numbers.");
        }
    }

    private static void requireNote(@Nullable String note, Violations violations) {
        if (note == null || note.isBlank()) {
            violations.reject("note", "REQUIRED", "Must be given.");
        } else {
            checkNote(note, violations);
        }
    }

    private static void checkNote(@Nullable String note, Violations violations) {
        if (note == null) {
            return;
        }
        if (note.codePointCount(0, note.length()) > LONGEST_NOTE) {
            violations.reject("note", "MAX_LENGTH", "Must have at most %d characters.".formatted(LONGEST_NOTE));
        }
        if (!Violations.isPlain(note)) {
            violations.reject("note", "FORMAT", "Must have no control characters.");
        }
    }
}
