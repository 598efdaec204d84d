package dev.promo.promotion.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client names a request by, so that it can send it again.
 *
 * @param value 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String value) {

    private static final String ATTRIBUTE = IdempotencyKey.class.getName();

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /** A string of RFC 9651 §3.3.3, as the draft of the header asks for; many clients leave the quotes out. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"");

    /** The key of a request that is being handled; null if it has none. */
    public static @Nullable IdempotencyKey of(HttpServletRequest request) {
        return (IdempotencyKey) request.getAttribute(ATTRIBUTE);
    }

    /** Tells the request's handler. */
    void noteOn(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Reads the header's values; empty if they are not exactly one key. */
    static Optional<IdempotencyKey> parse(List<String> headers) {
        if (headers.size() != 1) {
            return Optional.empty();
        }
        return unquoted(headers.getFirst().strip())
                .filter(key -> key.length() <= LONGEST && VISIBLE.matcher(key).matches())
                .map(IdempotencyKey::new);
    }

    private static Optional<String> unquoted(String header) {
        if (!header.startsWith("\"")) {
            return Optional.of(header);
        }
        var quoted = QUOTED.matcher(header);
        return quoted.matches() ? Optional.of(quoted.group(1).replaceAll("\\\\(.)", "$1")) : Optional.empty();
    }
}
