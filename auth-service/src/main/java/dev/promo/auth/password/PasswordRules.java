package dev.promo.auth.password;

import dev.promo.defaults.problem.FieldViolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a new password must be like. */
@Component
public class PasswordRules {

    private static final int MIN_LENGTH = 8;

    /**
     * The rules that the password breaks; empty if it is fine.
     *
     * @param field where the client wrote it
     * @param personal what others know of the person: identifiers and name
     */
    public List<FieldViolation> check(String field, Password password, Collection<String> personal) {
        var violations = new ArrayList<FieldViolation>();
        if (password.length() < MIN_LENGTH) {
            violations.add(new FieldViolation(field, "MIN_LENGTH", "Must have at least 8 characters."));
        }
        if (password.bytes() > Password.MAX_BYTES) {
            violations.add(new FieldViolation(field, "MAX_BYTES", "Must have at most 72 bytes in UTF-8."));
        } else if (!password.isHashable()) {
            violations.add(new FieldViolation(field, "FORMAT", "Must not contain NUL or half a character."));
        }
        return violations;
    }
}
