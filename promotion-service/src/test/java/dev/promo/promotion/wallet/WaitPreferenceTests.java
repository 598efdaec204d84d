package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTests {

    @ParameterizedTest
    @CsvSource({
        "wait=10, 10",
        "WAIT = 10, 10",
        "'wait=\"10\"', 10",
        "wait=10;unit=s, 10",
        "wait=0, 0",
        "wait=30, 30",
        "wait=31, 30",
        "wait=99999999999999999999, 30",
    })
    void aWishIsUnderstoodAndCapped(String preference, int seconds) {
        assertThat(WaitPreference.among(List.of("respond-async", preference))).contains(new WaitPreference(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=ten", "await=10", "return=minimal"})
    void whatIsNotUnderstoodIsAsIfItWereNotThere(String preference) {
        assertThat(WaitPreference.among(List.of(preference))).isEmpty();
    }

    @Test
    void theFirstWishCounts() {
        assertThat(WaitPreference.among(List.of("wait=3", "wait=5"))).contains(new WaitPreference(3));
    }
}
