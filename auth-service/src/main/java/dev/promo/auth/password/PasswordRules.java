package dev.promo.auth.password;

import dev.promo.defaults.problem.FieldViolation;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What a new password must be, after NIST SP 800-63B: long enough, and none that an attacker would try first. Which kinds of
 * characters it has is nobody's business.
 *
 * <p>Refused are the passwords and words everybody knows, also with a few digits or signs around them; those made of next to
 * nothing (one character again and again, 12345678); and those made of the person's own names or ours. Thread-safe.
 */
@Component
public class PasswordRules {

    private static final List<String> OURS = List.of("promotion system", "promotion", "promo", "voucher");

    /** Shorter names are part of too many words. */
    private static final int SHORTEST_NAME = 3;

    /** What must be left of a password without the names in it. */
    private static final int LEAST_LETTERS = 4;

    /** Digits and signs around a word that make it no better. */
    private static final int DECORATION = 6;

    private static final int LEAST_DIFFERENT = 4;
    private static final int END_OF_A_PHONE_NUMBER = 8;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern AGAIN_AND_AGAIN = Pattern.compile("([a-z0-9]{1,4})\\1+");
    private static final Pattern DIGITS = Pattern.compile("\\d{" + END_OF_A_PHONE_NUMBER + ",}");
    private static final Pattern NO_LETTERS_AROUND = Pattern.compile("^\\P{L}+|\\P{L}+$");
    private static final String SIGNS = "013457@$!+";
    private static final String LETTERS_MEANT = "oieastasit";

    private final int minLength;

    PasswordRules(PasswordRuleProperties properties) {
        this.minLength = properties.passwordMinLength();
    }

    /**
     * Every rule that the password breaks.
     *
     * @param field what the client calls it
     * @param personal the person's identifiers, names and {@linkplain DateSpellings birthday}, as they wrote them or normalised
     */
    public List<FieldViolation> check(String field, Password password, Collection<String> personal) {
        var broken = new ArrayList<FieldViolation>();
        if (password.length() < minLength) {
            broken.add(
                    new FieldViolation(field, "MIN_LENGTH", "Must have at least %d characters.".formatted(minLength)));
        }
        if (password.bytes() > Password.MAX_BYTES) {
            broken.add(new FieldViolation(field, "MAX_BYTES", "Must have at most 72 bytes in UTF-8."));
        } else if (!password.isHashable()) {
            broken.add(new FieldViolation(field, "FORMAT", "Must not contain NUL or half a character."));
        }
        if (broken.isEmpty()) {
            var plain = plain(password.value());
            if (isMadeOf(plain, names(personal))) {
                broken.add(
                        new FieldViolation(field, "PERSONAL", "Must not be made of your own names, numbers or ours."));
            } else if (isCommon(plain) || isNextToNothing(plain)) {
                broken.add(new FieldViolation(field, "COMMON", "Must not be one that many people have."));
            }
        }
        return List.copyOf(broken);
    }

    private static boolean isCommon(String password) {
        return Stream.of(password, lettersMeant(password))
                .flatMap(form -> Stream.of(form, undecorated(form), lettersMeant(undecorated(form))))
                .anyMatch(CommonPasswords::include);
    }

    /** The word within a few digits and signs; all of it if they are many. */
    private static String undecorated(String password) {
        var word = NO_LETTERS_AROUND.matcher(password).replaceAll("");
        return password.length() - word.length() <= DECORATION ? word : password;
    }

    /** Few different characters, a few of them again and again, or all of them in one row as on a ruler. */
    private static boolean isNextToNothing(String password) {
        var characters = password.codePoints().toArray();
        if (password.codePoints().distinct().count() < LEAST_DIFFERENT
                || AGAIN_AND_AGAIN.matcher(password).matches()) {
            return true;
        }
        for (var i = 1; i < characters.length; i++) {
            var step = characters[i] - characters[i - 1];
            var isNext = Math.abs(step) <= 1 || (characters[i - 1] == '9' && characters[i] == '0');
            if (!isNext) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMadeOf(String password, Collection<String> names) {
        return Stream.of(password, lettersMeant(password)).anyMatch(form -> {
            var rest = form;
            for (var name : names) {
                rest = rest.replace(name, "");
            }
            return rest.length() < form.length()
                    && rest.codePoints().filter(Character::isLetter).count() < LEAST_LETTERS;
        });
    }

    /** Longest first, so that no name is torn by a part of it. */
    private static Collection<String> names(Collection<String> personal) {
        var names = new TreeSet<String>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        Stream.concat(personal.stream(), OURS.stream())
                .map(PasswordRules::plain)
                .forEach(name -> {
                    names.add(name);
                    names.add(BETWEEN_NAMES.matcher(name).replaceAll(""));
                    // of a date, no single number: 1990 is in too many passwords
                    Stream.of(BETWEEN_NAMES.split(name))
                            .filter(part -> part.codePoints().anyMatch(Character::isLetter))
                            .forEach(names::add);
                    var digits = name.replaceAll("[^\\d]", "");
                    if (DIGITS.matcher(digits).matches()) { // written with or without the country's code
                        names.add(digits.substring(digits.length() - END_OF_A_PHONE_NUMBER));
                    }
                });
        names.removeIf(name -> name.length() < SHORTEST_NAME);
        return names;
    }

    /** In lower case and without accents, as attackers write it too. */
    private static String plain(String text) {
        var decomposed = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
        return MARKS.matcher(decomposed).replaceAll("").replace('đ', 'd').replace('ı', 'i');
    }

    /** {@code p@ssw0rd} is {@code password}. */
    private static String lettersMeant(String password) {
        var meant = new StringBuilder(password);
        for (var i = 0; i < meant.length(); i++) {
            var sign = SIGNS.indexOf(meant.charAt(i));
            if (sign >= 0) {
                meant.setCharAt(i, LETTERS_MEANT.charAt(sign));
            }
        }
        return meant.toString();
    }
}
