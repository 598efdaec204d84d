package dev.promo.promotion.idempotency;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, to be given again.
 *
 * @param headers a line {@code Name: value} each
 */
@SuppressWarnings("ArrayRecordComponent") // two answers are never compared
record KeptAnswer(int status, @Nullable String contentType, String headers, byte[] body) {

    static final int LARGEST_BODY = 1 << 20;

    private static final int LONGEST_CONTENT_TYPE = 100;
    private static final int LONGEST_HEADERS = 1000;

    /** What an answer says beside its body; all else is about this one exchange. */
    private static final Set<String> KEPT_HEADERS = new TreeSet<>(Set.of("Cache-Control", "ETag", "Location"));

    static KeptAnswer of(HttpServletResponse response, byte[] body) {
        List<String> headers = new ArrayList<>();
        for (var name : KEPT_HEADERS) {
            response.getHeaders(name).forEach(value -> headers.add(name + ": " + value));
        }
        return new KeptAnswer(response.getStatus(), response.getContentType(), String.join("\n", headers), body);
    }

    boolean fits() {
        return headers.length() <= LONGEST_HEADERS
                && (contentType == null || contentType.length() <= LONGEST_CONTENT_TYPE);
    }

    void replay(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        for (var line : headers.lines().toList()) {
            var colon = line.indexOf(": ");
            response.setHeader(line.substring(0, colon), line.substring(colon + 2));
        }
        response.setHeader("Idempotency-Replayed", "true");
        if (contentType != null) {
            response.setContentType(contentType);
        }
        response.getOutputStream().write(body);
    }
}
