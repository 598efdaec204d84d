package dev.promo.auth.account;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What people see of their own account; identifiers in their normalised form. */
record Profile(
        long userId,
        String fullName,
        @Nullable String userName,
        @Nullable String email,
        @Nullable String phoneNumber,
        @Nullable LocalDate birthday) {}
