package dev.promo.defaults.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9, 10, 11, 200})
    void followingTheCursorsShowsEveryItemOnceAndInOrder(int limit) {
        var seen = new ArrayList<Long>();
        String cursor = null;
        do {
            var page = page(limit, cursor);
            assertThat(page.items()).hasSizeBetween(1, limit);
            seen.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(seen).containsExactlyElementsOf(list());
    }

    @Test
    void withoutParametersAPageHasFiftyItemsFromTheBeginning() {
        assertThat(PageRequest.of(null, null)).isEqualTo(new PageRequest(50, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE})
    void aLimitOutsideOneToTwoHundredIsRefused(int limit) {
        assertThatThrownBy(() -> PageRequest.of(limit, null)).isInstanceOfSatisfying(ApiProblem.class, problem -> {
            assertThat(problem.code()).isEqualTo("INVALID_REQUEST");
            assertThat(problem.errors())
                    .extracting(FieldViolation::field, FieldViolation::rule)
                    .containsExactly(tuple("limit", "RANGE"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:", "1:-1", "2:7", "7", "1:7 ", "1:9999999999999999999", "1:٧"})
    void aCursorThatIsNoneOfOursIsRefused(String text) {
        var cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));

        assertThatThrownBy(() -> PageRequest.of(null, cursor)).satisfies(PageTests::namesTheCursor);
    }

    @Test
    void aCursorThatIsNotEvenBase64IsRefused() {
        assertThatThrownBy(() -> PageRequest.of(null, "%%%")).satisfies(PageTests::namesTheCursor);
    }

    @Test
    void aBrokenLimitAndABrokenCursorAreReportedTogether() {
        assertThatThrownBy(() -> PageRequest.of(0, "%%%"))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldViolation::field)
                                .containsExactly("limit", "cursor"));
    }

    private static void namesTheCursor(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldViolation::field)
                                .containsExactly("cursor"));
    }

    private static Page<Long> page(int limit, @Nullable String cursor) {
        var request = PageRequest.of(limit, cursor);
        var after = request.after();
        var found = list().stream()
                .filter(item -> after == null || item > after)
                .limit(request.toFetch())
                .toList();
        return Page.of(found, request, item -> item);
    }

    private static List<Long> list() {
        return LongStream.rangeClosed(1, 10).mapToObj(n -> n * 7).toList();
    }
}
