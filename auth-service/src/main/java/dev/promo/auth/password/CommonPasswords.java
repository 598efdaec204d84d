package dev.promo.auth.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What attackers try first: the thirty thousand most frequent passwords of breaches, and the most frequent English words. Of
 * zxcvbn only the lists are used: its estimate takes seconds for some inputs, which strangers would find.
 */
final class CommonPasswords {

    private CommonPasswords() {}

    /** @param password in lower case */
    static boolean include(String password) {
        return Lists.WORDS.contains(password);
    }

    /** Read at the first question. */
    private static final class Lists {
        static final Set<String> WORDS = read();

        private static Set<String> read() {
            var words = new HashSet<String>(1 << 17);
            try {
                words.addAll(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies());
                words.addAll(
                        StandardDictionaries.ENGLISH_WIKIPEDIA_LOADER.load().getFrequencies());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Set.copyOf(words);
        }
    }
}
