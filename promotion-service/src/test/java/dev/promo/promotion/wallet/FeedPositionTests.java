package dev.promo.promotion.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.wallet.News.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedPositionTests {

    private static final long MINUTE = FeedPosition.SETTLED_AFTER.toNanos();

    @ParameterizedTest
    @ValueSource(strings = {"v0-c0", "v120-c45", "v118.120.121-c45.47"})
    void whatItSaysIsWhatItReads(String text) {
        assertThat(FeedPosition.parse(text, 0).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1", "c1-v1", "v-c", "v1-c1 ", "v1..2-c1", "v1-c1.", "v9999999999999999999-c1", "v-1-c1"})
    void whatIsNoneOfOursIsNotRead(String text) {
        assertThat(FeedPosition.parse(text, 0)).isEmpty();
    }

    @Test
    void aRowIsNewOnce() {
        var position = FeedPosition.start();

        assertThat(position.take(Source.VOUCHER, 5, 0)).isTrue();
        assertThat(position.take(Source.VOUCHER, 5, 1)).isFalse();
        assertThat(position.take(Source.CHANGE, 5, 1)).isTrue();
        assertThat(position).hasToString("v0.5-c0.5");
    }

    @Test
    void aRowWithALowerNumberThatWasCommittedLaterIsNew() {
        var position = FeedPosition.parse("v3-c0", 0).orElseThrow();
        position.take(Source.VOUCHER, 6, 0);

        assertThat(position.take(Source.VOUCHER, 5, 1)).isTrue();
        assertThat(position.take(Source.VOUCHER, 3, 1)).isFalse();
        assertThat(position).hasToString("v3.5.6-c0");
    }

    @Test
    void resumingFromAnIdKnowsExactlyWhatWasKnownThen() {
        var position = FeedPosition.parse("v3.6-c0", 0).orElseThrow();

        assertThat(position.take(Source.VOUCHER, 6, 1)).isFalse();
        assertThat(position.take(Source.VOUCHER, 5, 1)).isTrue();
    }

    @Test
    void numbersAreSettledAfterAMinute() {
        var position = FeedPosition.start();
        position.take(Source.VOUCHER, 5, 0);
        position.take(Source.VOUCHER, 7, MINUTE - 1);
        position.take(Source.VOUCHER, 9, MINUTE);

        assertThat(position).hasToString("v5.7.9-c0");
    }

    @Test
    void anIdNeverGrowsBeyondWhatAHeaderHolds() {
        var position = FeedPosition.start();
        for (var id = 1L; id <= 10_000; id++) {
            position.take(Source.CHANGE, 900_000_000_000_000_000L + id, 0);
        }

        assertThat(position.toString()).hasSizeLessThan(5_000);
        assertThat(FeedPosition.parse(position.toString(), 0)).isPresent();
        assertThat(position.take(Source.CHANGE, 900_000_000_000_000_001L, 1)).isFalse();
    }
}
