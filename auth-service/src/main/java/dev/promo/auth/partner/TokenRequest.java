package dev.promo.auth.partner;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what RFC 6749 has clients send: a form in which each parameter comes once at most (§3.2), and HTTP Basic whose two halves
 * are form-encoded themselves (§2.3.1).
 */
final class TokenRequest {

    private static final String BASIC = "basic ";

    private TokenRequest() {}

    /** The form's parameters but for those without a value, which count as not sent; null if it is no such form. */
    static @Nullable Map<String, String> form(byte[] body) {
        var parameters = new HashMap<String, String>();
        for (var pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            var halves = pair.split("=", 2);
            var name = decoded(halves[0]);
            var value = halves.length == 1 ? Optional.of("") : decoded(halves[1]);
            if (name.isEmpty() || value.isEmpty() || parameters.put(name.get(), value.get()) != null) {
                return null;
            }
        }
        parameters.values().removeIf(String::isEmpty);
        return parameters;
    }

    /** Who the one {@code Authorization} header says to be; empty if it says nothing of the kind. */
    static Optional<Client> client(List<String> authorization) {
        if (authorization.size() != 1
                || !authorization.getFirst().toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return Optional.empty();
        }
        String pair;
        try {
            var encoded = authorization.getFirst().substring(BASIC.length()).strip();
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        var colon = pair.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : decoded(pair.substring(0, colon))
                        .flatMap(id -> decoded(pair.substring(colon + 1)).map(secret -> new Client(id, secret)));
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** As the client wrote it: neither is known to be true. */
    record Client(String id, String secret) {
        @Override
        public String toString() {
            return "Client[secret]";
        }
    }
}
