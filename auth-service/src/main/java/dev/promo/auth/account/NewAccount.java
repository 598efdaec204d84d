package dev.promo.auth.account;

import dev.promo.auth.password.Password;
import java.time.LocalDate;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A sign-up that keeps every rule one can check without the database.
 *
 * @param identifiers normalised, at least one; sorted, so that all sign-ups lock their keys in the same order
 */
record NewAccount(
        String fullName,
        SortedMap<IdentifierKind, String> identifiers,
        Password password,
        @Nullable LocalDate birthday) {}
