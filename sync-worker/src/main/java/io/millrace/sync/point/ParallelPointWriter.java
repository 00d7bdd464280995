package io.millrace.sync.point;

import io.millrace.sync.point.VectorStoreException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Writes requests with disjoint ids at once, and finds the single points that Qdrant refuses for good by halving the
 * requests that hold them, so that all others go through. Thread-safe.
 */
public final class ParallelPointWriter {

    /** A point that can never be written. */
    public record Refusal(UUID id, String code, String reason) {}

    private final PointSink sink;
    private final Executor executor;

    /** @param executor starts a thread for each request, such as one of virtual threads */
    public ParallelPointWriter(PointSink sink, Executor executor) {
        this.sink = sink;
        this.executor = executor;
    }

    /**
     * Returns once every point is applied or refused; no request is under way then, also when this throws.
     *
     * @throws RuntimeException what the sink threw, but for refusals
     */
    public List<Refusal> writeAll(List<PointWrite> writes) {
        List<Refusal> refusals = Collections.synchronizedList(new ArrayList<>());
        if (writes.size() == 1) {
            write(writes.getFirst(), refusals);
            return refusals;
        }
        List<CompletableFuture<Void>> underWay = writes.stream()
                .map(write -> CompletableFuture.runAsync(() -> write(write, refusals), executor))
                .toList();
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        return refusals;
    }

    private void write(PointWrite write, List<Refusal> refusals) {
        try {
            sink.write(write);
        } catch (VectorStoreException e) {
            if (e.kind() != Kind.PERMANENT) {
                throw e;
            }
            int size = write.points().size();
            if (size == 1) {
                refusals.add(new Refusal(write.points().getFirst().id(), e.code(), String.valueOf(e.getMessage())));
                return;
            }
            write(write.part(0, size / 2), refusals);
            write(write.part(size / 2, size), refusals);
        }
    }
}
