package dev.promo.auth.attempt;

import org.jspecify.annotations.Nullable;

/**
 * Whose password is tried. All names of a known account are one target, so that they share one limit; every name that nobody
 * has is a target of its own and treated no differently.
 *
 * @param user null if there is no such account
 */
public record Target(String name, @Nullable Long user) {

    public static Target user(long userId) {
        return new Target("user " + userId, userId);
    }

    /**
     * An account that is not there.
     *
     * @param identifier as normalised, or as typed if nobody can have it
     */
    public static Target unknown(String identifier) {
        return new Target("identifier " + identifier, null);
    }

    @Override
    public String toString() {
        return user == null ? "Target[unknown]" : "Target[" + user + "]";
    }
}
