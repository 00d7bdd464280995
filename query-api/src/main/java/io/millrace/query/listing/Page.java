package io.millrace.query.listing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list, and how to go on. */
public record Page<T>(
        List<T> items,

        @Schema(description = "Give it as parameter 'cursor' to read on; absent on the last page.") @Nullable
        String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * @param rows one more than the limit, if there are that many
     * @param key what the list is ordered by
     */
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<R, String> key, Function<R, T> item) {
        List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
        String next = rows.size() > limit ? Cursor.after(key.apply(shown.getLast())) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }
}
