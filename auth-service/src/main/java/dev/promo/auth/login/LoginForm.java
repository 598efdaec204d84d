package dev.promo.auth.login;

import dev.promo.auth.account.IdentifierKind;
import dev.promo.auth.account.Identifiers;
import dev.promo.auth.form.Form;
import dev.promo.auth.password.Password;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a login's JSON. An identifier that nobody can have is no mistake of form: it is an unknown account, and answered
 * and timed like one.
 */
@Component
class LoginForm {

    private static final List<String> NAMES = List.of(
            "account",
            IdentifierKind.USER_NAME.field(),
            IdentifierKind.EMAIL.field(),
            IdentifierKind.PHONE_NUMBER.field());
    private static final Set<String> FIELDS = Set.of("account", "userName", "email", "phoneNumber", "password");

    private final Identifiers identifiers;

    LoginForm(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    Attempt read(ObjectNode body) {
        var form = new Form(body, FIELDS);
        var given = NAMES.stream().filter(form::has).toList();
        if (given.size() != 1) {
            for (var name : given.isEmpty() ? NAMES : given) {
                form.reject(name, "EXACTLY_ONE", "Exactly one of account, userName, email, phoneNumber must be given.");
            }
        }
        var identifier = Optional.<String>empty();
        var typed = "";
        for (var name : given) {
            var text = form.optionalText(name);
            typed = text == null ? "" : text;
            identifier = text == null ? Optional.empty() : normalise(name, text);
        }
        var password = "";
        if (!form.has("password")) {
            form.reject("password", "REQUIRED", "Must be given.");
        } else {
            var text = form.text("password");
            if (text != null && text.isEmpty()) {
                form.reject("password", "REQUIRED", "Must not be empty.");
            }
            password = text == null ? "" : text;
        }
        form.throwIfRejected();
        return new Attempt(identifier, typed, new Password(password));
    }

    private Optional<String> normalise(String field, String typed) {
        for (var kind : IdentifierKind.values()) {
            if (kind.field().equals(field)) {
                return identifiers.normalise(kind, typed);
            }
        }
        return identifiers.normaliseAny(typed);
    }

    /** @param identifier normalised; empty if nobody can have what was typed */
    record Attempt(Optional<String> identifier, String typed, Password password) {

        /** Says nothing of who it is about. */
        @Override
        public String toString() {
            return "Attempt[secret]";
        }
    }
}
