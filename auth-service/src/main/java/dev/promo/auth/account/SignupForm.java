package dev.promo.auth.account;

import dev.promo.auth.form.Form;
import dev.promo.auth.password.DateSpellings;
import dev.promo.auth.password.Password;
import dev.promo.auth.password.PasswordRules;
import java.text.Normalizer;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The rules of a profile: reads a sign-up's JSON, or reports every rule it breaks. */
@Component
class SignupForm {

    private static final Set<String> FIELDS =
            Set.of("fullName", "phoneNumber", "email", "userName", "password", "birthday");
    private static final int MAX_NAME_LENGTH = 100;
    private static final String BIDI_CONTROLS =
            "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
    private static final String HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0"; // letters to Unicode, blank to the eye
    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);
    private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final Identifiers identifiers;
    private final PasswordRules passwords;
    private final Clock clock;

    SignupForm(Identifiers identifiers, PasswordRules passwords, Clock clock) {
        this.identifiers = identifiers;
        this.passwords = passwords;
        this.clock = clock;
    }

    NewAccount read(ObjectNode body) {
        var form = new Form(body, FIELDS);
        var fullName = fullName(form);
        var names = identifiers(form);
        var birthday = birthday(form);
        var password = password(form, personal(fullName, names, birthday));
        form.throwIfRejected();
        if (fullName == null || password == null) {
            throw new IllegalStateException("a missing field was not reported");
        }
        return new NewAccount(fullName, names, password, birthday);
    }

    private static @Nullable String fullName(Form form) {
        var text = form.requiredText("fullName");
        if (text == null) {
            return null;
        }
        var name = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        if (name.codePointCount(0, name.length()) > MAX_NAME_LENGTH) {
            form.reject("fullName", "MAX_LENGTH", "Must have at most 100 characters.");
        }
        var unwanted = name.codePoints()
                .mapToObj(SignupForm::unwanted)
                .flatMap(Optional::stream)
                .findFirst();
        if (unwanted.isPresent()) {
            form.reject("fullName", "FORMAT", "Must not contain %s.".formatted(unwanted.get()));
        } else if (name.codePoints().allMatch(SignupForm::isBlank)) {
            form.reject("fullName", "REQUIRED", "Must not be blank.");
        } else if (name.codePoints().noneMatch(SignupForm::isVisibleLetter)) {
            form.reject("fullName", "FORMAT", "Must contain a letter that can be seen.");
        }
        return name;
    }

    /** What a character is that no name has; empty for all others. */
    private static Optional<String> unwanted(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                Optional.of("control characters");
            case Character.SURROGATE -> Optional.of("half a character"); // no database can store it
            case Character.UNASSIGNED -> Optional.of("characters that Unicode does not know");
            default ->
                BIDI_CONTROLS.indexOf(character) >= 0
                        ? Optional.of("characters that turn the direction of writing") // Ann, shown as nnA
                        : Optional.empty();
        };
    }

    private static boolean isBlank(int character) {
        return Character.getType(character) == Character.FORMAT || Character.isSpaceChar(character);
    }

    /** A combining mark, a variation selector or a sign alone is nothing to call anybody by. */
    private static boolean isVisibleLetter(int character) {
        return Character.isLetter(character) && HANGUL_FILLERS.indexOf(character) < 0;
    }

    private SortedMap<IdentifierKind, String> identifiers(Form form) {
        var names = new TreeMap<IdentifierKind, String>();
        var given = false;
        for (var kind : IdentifierKind.values()) {
            given |= form.has(kind.field());
            var typed = form.optionalText(kind.field());
            if (typed == null) {
                continue;
            }
            if (typed.strip().length() > kind.maxLength()) {
                form.reject(kind.field(), "MAX_LENGTH", "Must have at most %d characters.".formatted(kind.maxLength()));
                continue;
            }
            identifiers
                    .normalise(kind, typed)
                    .ifPresentOrElse(
                            name -> names.put(kind, name), () -> form.reject(kind.field(), "FORMAT", format(kind)));
        }
        if (!given) {
            for (var kind : IdentifierKind.values()) {
                form.reject(
                        kind.field(), "AT_LEAST_ONE", "At least one of userName, email, phoneNumber must be given.");
            }
        }
        return names;
    }

    private static String format(IdentifierKind kind) {
        return switch (kind) {
            case USER_NAME ->
                "Must be 3 to 32 letters a-z, digits, dots, hyphens or underscores, beginning with a letter.";
            case EMAIL -> "Must be an e-mail address.";
            case PHONE_NUMBER -> "Must be a phone number, with its country code if it is a foreign one.";
        };
    }

    private @Nullable Password password(Form form, Collection<String> personal) {
        if (!form.has("password")) {
            form.reject("password", "REQUIRED", "Must be given.");
            return null;
        }
        var text = form.text("password");
        if (text == null) {
            return null;
        }
        var password = new Password(text);
        passwords
                .check("password", password, personal)
                .forEach(broken -> form.reject(broken.field(), broken.rule(), broken.message()));
        return password;
    }

    private static Collection<String> personal(
            @Nullable String fullName, SortedMap<IdentifierKind, String> names, @Nullable LocalDate birthday) {
        return Stream.of(
                        Stream.ofNullable(fullName),
                        names.values().stream(),
                        Stream.ofNullable(birthday).flatMap(DateSpellings::of))
                .flatMap(each -> each)
                .toList();
    }

    private @Nullable LocalDate birthday(Form form) {
        var text = form.optionalText("birthday");
        if (text == null) {
            return null;
        }
        LocalDate birthday;
        try {
            if (!ISO_DATE.matcher(text).matches()) { // Java's reader also knows +12345-01-01
                throw new DateTimeParseException("not yyyy-mm-dd", text, 0);
            }
            birthday = LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            form.reject("birthday", "FORMAT", "Must be a date such as 1990-05-17.");
            return null;
        }
        if (!birthday.isBefore(LocalDate.now(clock.withZone(ZoneOffset.UTC)))) {
            form.reject("birthday", "PAST", "Must be in the past.");
        } else if (birthday.isBefore(EARLIEST_BIRTHDAY)) {
            form.reject("birthday", "MIN", "Must not be before 1900-01-01.");
        }
        return birthday;
    }
}
