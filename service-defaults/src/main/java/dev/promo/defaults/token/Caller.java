package dev.promo.defaults.token;

import java.util.Set;
import java.util.UUID;

/**
 * Who is calling, as the verified access token says; controllers take it as {@code @AuthenticationPrincipal Caller}.
 *
 * @param userId positive
 * @param sessionId the login that the token goes back to ({@code sid})
 * @param fullName empty if the token names nobody; never log it
 * @param roles such as {@code USER}, without prefix
 * @param hasFirstLogin false if the token says that nobody will ever be told of a first login of theirs ({@code first_login})
 */
public record Caller(long userId, UUID sessionId, String fullName, Set<String> roles, boolean hasFirstLogin) {
    public Caller {
        if (userId <= 0) {
            throw new IllegalArgumentException("a user id is positive");
        }
        roles = Set.copyOf(roles);
    }

    /** Names the id only, as this ends up in logs. */
    @Override
    public String toString() {
        return "Caller[" + userId + "]";
    }
}
