package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackDesignTests {

    private final StackDesign design = StackDesign.in(Path.of("anywhere"), PortPlan.free());

    @ParameterizedTest
    @CsvSource({"1, 20, 60", "2, 20, 60", "16, 160, 480"})
    void onOneMachineTheLimitOnLogInsGrowsWithWhatItsProcessorsCanDo(int processors, String perSecond, String burst) {
        var gateway = design.withEverybodyAtOneAddress(processors).environment().get("gateway");

        assertThat(Objects.requireNonNull(gateway))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", perSecond,
                        "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", burst));
    }

    @Test
    void byItselfADesignLeavesTheServicesTheirDefaults() {
        assertThat(design.environment()).isEmpty();
    }
}
