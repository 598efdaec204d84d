package dev.promo.auth.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.matchers.DictionaryLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What attackers try first: the thirty thousand most frequent passwords of breaches, the most frequent English words, and names. Of
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
        /** No word is in more than one of them. */
        private static final List<DictionaryLoader> LISTS = List.of(
                StandardDictionaries.PASSWORDS_LOADER,
                StandardDictionaries.ENGLISH_WIKIPEDIA_LOADER,
                StandardDictionaries.FEMALE_NAMES_LOADER,
                StandardDictionaries.MALE_NAMES_LOADER,
                StandardDictionaries.SURNAMES_LOADER,
                StandardDictionaries.US_TV_AND_FILM_LOADER);

        static final Set<String> WORDS = read();

        private static Set<String> read() {
            var words = new HashSet<String>(1 << 17);
            try {
                for (var list : LISTS) {
                    words.addAll(list.load().getFrequencies());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Set.copyOf(words);
        }
    }
}
