package io.millrace.local.process;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does the same to several things at once, each in a thread of its own: they wait, and the common pool has few threads. */
public final class SideBySide {
    private SideBySide() {}

    /** Results in the order of {@code items}. Throws the first failure after all have ended. */
    public static <T, R> List<R> map(Collection<T> items, Function<T, R> action) {
        List<CompletableFuture<R>> all = items.stream()
                .map(item -> CompletableFuture.supplyAsync(
                        () -> action.apply(item),
                        task -> Thread.ofPlatform()
                                .daemon()
                                .name("millrace-local")
                                .start(task)))
                .toList();
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            return all.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LocalProcessException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Throws the first failure after all have ended. */
    public static <T> void forEach(Collection<T> items, Consumer<T> action) {
        List<Boolean> unused = map(items, item -> {
            action.accept(item);
            return true;
        });
        assert unused.size() == items.size();
    }
}
