package dev.promo.auth.partner;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service account as admins see it.
 *
 * @param userId the {@code sub} of its tokens; no person has this number
 * @param secretSince when the secret was made
 * @param previousSecretUntil how long the secret before it is good; absent if it is not
 * @param createdBy the admin's user id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServiceAccount(
        String clientId,
        long userId,
        String name,
        Instant createdAt,
        long createdBy,
        Instant secretSince,
        @Nullable Instant previousSecretUntil) {}
