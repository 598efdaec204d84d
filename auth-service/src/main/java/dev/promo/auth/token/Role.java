package dev.promo.auth.token;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a person may do; tokens carry the names. */
public enum Role {
    /** Everybody's, never stored and never taken away. */
    USER,
    /** Redeems vouchers at a checkout. */
    PARTNER,
    /** Runs campaigns and grants roles. */
    ADMIN;

    /** What a token says of a person's roles: {@code USER}, and what was granted, a list with commas or null if nothing was. */
    public static Set<String> names(@Nullable String granted) {
        var names = new TreeSet<>(Set.of(USER.name()));
        if (granted != null) {
            names.addAll(List.of(granted.split(",", -1)));
        }
        return names;
    }
}
