package dev.promo.auth.session;

import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What the client calls itself ({@code User-Agent}), cut to a length: people recognise a session by it, nothing depends on it. */
final class ClientName {
    private static final int LONGEST = 200;

    private ClientName() {}

    static Optional<String> ofCurrentRequest() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)) {
            return Optional.empty();
        }
        return Optional.ofNullable(current.getRequest().getHeader("User-Agent"))
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST)).strip())
                .filter(name -> !name.isEmpty());
    }
}
