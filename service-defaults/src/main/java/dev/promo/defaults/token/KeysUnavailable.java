package dev.promo.defaults.token;

import org.springframework.security.core.AuthenticationException;

/** The token may be good, but the keys to tell are out of reach: the caller should try again (503), not log in again. */
final class KeysUnavailable extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    KeysUnavailable(Throwable cause) {
        super("no keys to verify tokens with", cause);
    }
}
