package dev.promo.promotion.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.defaults.problem.ApiProblem;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTests {

    @Test
    void oneTagOrSeveralOrAnyCanBeAskedFor() {
        assertThat(IfMatch.of("\"7\"")).isEqualTo(new IfMatch(Set.of("\"7\"")));
        assertThat(IfMatch.of("\"7\" ,\"8\"")).isEqualTo(new IfMatch(Set.of("\"7\"", "\"8\"")));
        assertThat(IfMatch.of(" * ")).isEqualTo(new IfMatch(null));
    }

    @Test
    void withoutTheHeaderItIsAskedFor() {
        assertThatThrownBy(() -> IfMatch.of(null))
                .isInstanceOfSatisfying(
                        ApiProblem.class, problem -> assertThat(problem.code()).isEqualTo("PRECONDITION_REQUIRED"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7", "W/\"7\"", "\"7\", W/\"8\"", "\"7", "\"7\" \"8\"", "\"7\",", "*, \"7\"", "\"\u00e4\""})
    void aWeakOrBrokenTagIsRefused(String header) {
        assertThatThrownBy(() -> IfMatch.of(header))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.errors()).hasSize(1).allSatisfy(error -> {
                            assertThat(error.field()).isEqualTo("If-Match");
                            assertThat(error.rule()).isEqualTo("STRONG_ETAG");
                        }));
    }
}
