package dev.promo.auth.partner;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A service account's name in OAuth, such as {@code sa-42}; no secret.
 *
 * @param accountId positive, from the same numbers as people's
 */
record ClientId(long accountId) {

    private static final Pattern FORM = Pattern.compile("sa-([1-9][0-9]{0,17})");

    static Optional<ClientId> of(String text) {
        var form = FORM.matcher(text);
        return form.matches() ? Optional.of(new ClientId(Long.parseLong(form.group(1)))) : Optional.empty();
    }

    @Override
    public String toString() {
        return "sa-" + accountId;
    }
}
