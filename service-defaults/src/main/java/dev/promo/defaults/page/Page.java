package dev.promo.defaults.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One piece of a list.
 *
 * @param nextCursor what to ask with for the piece behind this one; null on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page that was asked for.
     *
     * @param found in the list's order, at most {@link PageRequest#toFetch}: the one too many says that there is a next page
     * @param position unique in the list and what the list is ordered by
     */
    public static <T> Page<T> of(List<T> found, PageRequest request, ToLongFunction<? super T> position) {
        if (found.size() <= request.limit()) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, request.limit());
        return new Page<>(items, Cursor.behind(position.applyAsLong(items.getLast())));
    }

    public <R> Page<R> map(Function<? super T, ? extends R> view) {
        return new Page<R>(items.stream().<R>map(view).toList(), nextCursor);
    }
}
