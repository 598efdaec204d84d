package dev.promo.auth.partner;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service account with the secret that was just made for it: said once, and nowhere to be read again.
 *
 * @param clientSecret 43 characters of base64url
 * @param previousSecretUntil how long the secret before it is good; absent if it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record NewSecret(
        String clientId,
        String clientSecret,
        long userId,
        @Nullable Instant previousSecretUntil) {
    @Override
    public String toString() {
        return "NewSecret[" + clientId + "]";
    }
}
