package dev.promo.promotion.idempotency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client names a request by, so that it can send it again.
 *
 * @param value 1 to 255 visible ASCII characters
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /** A string of RFC 9651 §3.3.3, as the draft of the header asks for; many clients leave the quotes out. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"");

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
