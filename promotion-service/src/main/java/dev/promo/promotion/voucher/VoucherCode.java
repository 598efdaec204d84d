package dev.promo.promotion.voucher;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person types at the checkout: 17 random characters (84 bits from a CSPRNG) and a check character, from an
 * alphabet without 0 and O, 1, I and L.
 *
 * <p>The check character makes the weighted sum of all characters a multiple of 31, the alphabet's prime size, so every
 * single wrong character and every swap of neighbours is told apart from an unknown code.
 *
 * @param value 18 characters in upper case
 */
public record VoucherCode(String value) {

    static final int LENGTH = 18;

    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    public static VoucherCode random() {
        var code = new StringBuilder(LENGTH);
        var bytes = new byte[2 * LENGTH]; // asking once is cheap, once a character is not
        while (code.length() < LENGTH - 1) {
            RANDOM.nextBytes(bytes);
            appendLetters(code, bytes);
        }
        return new VoucherCode(code.append(checkCharacterOf(code)).toString());
    }

    /** As many as are missing. All letters are equally likely: the one value of five bits that is none is passed over. */
    private static void appendLetters(StringBuilder code, byte[] random) {
        for (var i = 0; i < random.length && code.length() < LENGTH - 1; i++) {
            var letter = random[i] & 0b1_1111;
            if (letter < ALPHABET.length()) {
                code.append(ALPHABET.charAt(letter));
            }
        }
    }

    /** Reads what a person typed: any case, with or without spaces and hyphens; empty if it cannot be a code. */
    public static Optional<VoucherCode> parse(String typed) {
        var code = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        if (code.length() != LENGTH || code.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
            return Optional.empty();
        }
        return weightedSum(code) == 0 ? Optional.of(new VoucherCode(code)) : Optional.empty();
    }

    private static char checkCharacterOf(CharSequence random) {
        var sum = weightedSum(random);
        return (char) ALPHABET.chars()
                .filter(check -> (sum + LENGTH * ALPHABET.indexOf(check)) % ALPHABET.length() == 0)
                .findFirst()
                .orElseThrow();
    }

    private static int weightedSum(CharSequence code) {
        var sum = 0;
        for (var i = 0; i < code.length(); i++) {
            sum += (i + 1) * ALPHABET.indexOf(code.charAt(i));
        }
        return sum % ALPHABET.length();
    }
}
