package dev.promo.promotion.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.campaign.ExactDuration.Reading;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactDurationTests {

    @ParameterizedTest
    @CsvSource({
        "P30D, 2592000, P30D",
        "P2W, 1209600, P14D",
        "P1W1D, 691200, P8D",
        "PT36H, 129600, P1DT12H",
        "P1DT1H1M1S, 90061, P1DT1H1M1S",
        "PT90M, 5400, PT1H30M",
        "PT1S, 1, PT1S",
        "P0D, 0, PT0S",
    })
    void aDurationOfAFixedLengthIsReadAndWrittenInDays(String text, long seconds, String written) {
        assertThat(ExactDuration.read(text)).isEqualTo(new Reading.Exact(Duration.ofSeconds(seconds)));
        assertThat(ExactDuration.write(Duration.ofSeconds(seconds))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1M", "P1Y", "P1Y2M3D", "P1MT1H", "P3D1M"})
    void yearsAndMonthsHaveNoFixedLength(String text) {
        assertThat(ExactDuration.read(text)).isEqualTo(new Reading.OfNoFixedLength());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PT",
                "P1DT",
                "30",
                "30D",
                "p30d",
                "P-1D",
                "-P1D",
                "P1.5D",
                "PT0.5S",
                "P1H",
                "P1D ",
                "P1234567890D"
            })
    void anythingElseIsNoDuration(String text) {
        assertThat(ExactDuration.read(text)).isEqualTo(new Reading.NotADuration());
    }
}
