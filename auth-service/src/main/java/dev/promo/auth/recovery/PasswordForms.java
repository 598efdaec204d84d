package dev.promo.auth.recovery;

import dev.promo.auth.form.Form;
import dev.promo.auth.password.Password;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads what people send for a new password, or reports every rule the JSON breaks; the new one's own rules come later. */
final class PasswordForms {

    private PasswordForms() {}

    static Change change(ObjectNode body) {
        var form = new Form(body, Set.of("currentPassword", NewPassword.FIELD));
        var current = password(form, "currentPassword");
        var next = password(form, NewPassword.FIELD);
        form.throwIfRejected();
        return new Change(Objects.requireNonNull(current), Objects.requireNonNull(next));
    }

    /** What was typed as an identifier. */
    static String request(ObjectNode body) {
        var form = new Form(body, Set.of("account"));
        var account = form.requiredText("account");
        form.throwIfRejected();
        return Objects.requireNonNull(account);
    }

    static Reset reset(ObjectNode body) {
        var form = new Form(body, Set.of("token", NewPassword.FIELD));
        var token = form.requiredText("token");
        var next = password(form, NewPassword.FIELD);
        form.throwIfRejected();
        return new Reset(Objects.requireNonNull(token), Objects.requireNonNull(next));
    }

    /** As typed: a password may be white space. */
    private static @Nullable Password password(Form form, String field) {
        var text = form.text(field);
        if (!form.has(field) || (text != null && text.isEmpty())) {
            form.reject(field, "REQUIRED", "Must be given.");
        }
        return text == null ? null : new Password(text);
    }

    record Change(Password current, Password next) {}

    /** @param token as the client wrote it */
    record Reset(String token, Password next) {
        @Override
        public String toString() {
            return "Reset[secret]";
        }
    }
}
