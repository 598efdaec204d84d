package dev.promo.defaults.page;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.util.ArrayList;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which piece of a list a client wants.
 *
 * @param limit the most items it wants, 1 to {@value #MAX_LIMIT}
 * @param after the position it has seen up to; null for the list's beginning
 */
public record PageRequest(int limit, @Nullable Long after) {

    public static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;

    /** What the parameters {@code limit} and {@code cursor} say; 400 {@code INVALID_REQUEST} if they say nothing sensible. */
    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        var violations = new ArrayList<FieldViolation>();
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            violations.add(new FieldViolation("limit", "RANGE", "Must be 1 to %d.".formatted(MAX_LIMIT)));
        }
        var after = cursor == null ? OptionalLong.empty() : Cursor.position(cursor);
        if (cursor != null && after.isEmpty()) {
            violations.add(new FieldViolation("cursor", "FORMAT", "Must be a nextCursor of an earlier answer."));
        }
        if (!violations.isEmpty()) {
            throw ApiProblem.invalid(violations);
        }
        return new PageRequest(limit == null ? DEFAULT_LIMIT : limit, after.isPresent() ? after.getAsLong() : null);
    }

    /** One more than wanted, to see whether there is a next page. */
    public int toFetch() {
        return limit + 1;
    }
}
