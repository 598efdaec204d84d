package dev.promo.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The service takes what all services share instead of bringing its own. */
class SharedBeansIT extends PromotionServiceTest {

    @Autowired
    private Clock clock;

    @Test
    void timeIsKeptInMicrosecondsAsTheDatabaseKeepsIt() {
        assertThat(Stream.generate(clock::instant).limit(50))
                .allMatch(now -> now.equals(now.truncatedTo(ChronoUnit.MICROS)));
    }
}
