package dev.promo.defaults.production;

import dev.promo.defaults.production.ProductionRule.Objection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a secret could be guessed.
 *
 * <p>It must be there, have at least {@value #SHORTEST} characters, and be none of those that stand in this project's files for use
 * on one machine (they begin with {@code local-}) nor one of the words that stand for a password everywhere.
 */
public final class Secret {

    /** Characters; drawn at random, that many letters and digits are about 70 bits. */
    public static final int SHORTEST = 12;

    private static final String OF_ONE_MACHINE = "local-";

    /** Only what is long enough to need naming. */
    private static final Set<String> WORDS = Set.of(
            "administrator", "changeit", "changeme", "correcthorsebatterystaple", "letmein", "password", "secret");

    private Secret() {}

    /** What is wrong with the secret of that property; nothing if all is well. Never tells anything of the secret itself. */
    public static Stream<Objection> objections(String property, @Nullable String secret) {
        if (secret == null || secret.isBlank()) {
            return Stream.of(new Objection(property, "is not set"));
        }
        if (secret.startsWith(OF_ONE_MACHINE)) {
            return Stream.of(new Objection(property, "is the one that this project has for use on one machine"));
        }
        if (secret.length() < SHORTEST) {
            return Stream.of(new Objection(property, "is shorter than " + SHORTEST + " characters"));
        }
        if (isWords(secret)) {
            return Stream.of(new Objection(property, "could be guessed"));
        }
        return Stream.empty();
    }

    /** A well-known word, whatever digits and signs are around it, or a character or two all over. */
    private static boolean isWords(String secret) {
        var letters = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return WORDS.contains(letters) || secret.chars().distinct().count() <= 3;
    }
}
