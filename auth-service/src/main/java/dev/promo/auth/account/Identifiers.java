package dev.promo.auth.account;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.sanctionco.jmail.EmailValidator;
import com.sanctionco.jmail.JMail;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Brings user names, e-mail addresses and phone numbers to the one form in which they are stored, compared and unique.
 *
 * <p>Only ASCII is accepted, so that no two identifiers look alike and differ. Thread-safe.
 */
@Component
public class Identifiers {

    private static final Pattern USER_NAME = Pattern.compile("[a-z][a-z0-9._-]{2,31}");
    private static final Pattern PHONE_CHARACTERS = Pattern.compile("\\+?[0-9 ().-]+");
    /** Dot-atom, at sign, host name; JMail alone also reads {@code <ann@example.com>}, a second spelling of one mailbox. */
    private static final Pattern PLAIN_ADDRESS = Pattern.compile(
            "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]([a-z0-9-]*[a-z0-9])?");

    private static final EmailValidator EMAIL = JMail.validator()
            .requireAscii()
            .requireTopLevelDomain()
            .disallowIpDomain()
            .disallowExplicitSourceRouting()
            .disallowQuotedIdentifiers()
            .disallowObsoleteWhitespace();

    private final String defaultRegion;
    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();

    Identifiers(AccountProperties properties) {
        defaultRegion = properties.defaultRegion();
        if (!phones.getSupportedRegions().contains(defaultRegion)) {
            throw new IllegalArgumentException("promo.account.default-region: no such country: " + defaultRegion);
        }
    }

    /** The normalised identifier, or empty if what was typed is none of this kind. */
    public Optional<String> normalise(IdentifierKind kind, String typed) {
        var trimmed = typed.strip();
        if (trimmed.length() > kind.maxLength() || !trimmed.chars().allMatch(c -> c > 0x1f && c < 0x7f)) {
            return Optional.empty();
        }
        return switch (kind) {
            case USER_NAME ->
                Optional.of(trimmed.toLowerCase(Locale.ROOT))
                        .filter(name -> USER_NAME.matcher(name).matches());
            case EMAIL ->
                Optional.of(trimmed.toLowerCase(Locale.ROOT))
                        .filter(email -> PLAIN_ADDRESS.matcher(email).matches())
                        .filter(EMAIL::isValid);
            case PHONE_NUMBER -> phone(trimmed);
        };
    }

    /** Reads an identifier of any kind; the forms of the kinds do not overlap. */
    public Optional<String> normaliseAny(String typed) {
        var trimmed = typed.strip();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        var first = trimmed.charAt(0);
        var kind = trimmed.indexOf('@') >= 0
                ? IdentifierKind.EMAIL
                : (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')
                        ? IdentifierKind.USER_NAME
                        : IdentifierKind.PHONE_NUMBER;
        return normalise(kind, trimmed);
    }

    private Optional<String> phone(String typed) {
        // the library would read letters as keys of a telephone, and find extensions
        if (!PHONE_CHARACTERS.matcher(typed).matches()) {
            return Optional.empty();
        }
        try {
            var number = phones.parse(typed, defaultRegion);
            return phones.isValidNumber(number)
                    ? Optional.of(phones.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }
}
