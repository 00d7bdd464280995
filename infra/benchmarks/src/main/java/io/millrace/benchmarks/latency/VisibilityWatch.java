package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Waiting;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.DocumentId;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees when points become readable: asks Qdrant every 3 ms for all that are awaited, by id, in one request; while none is, it
 * asks nothing. A time is therefore late by 3 ms at most, and by one request. Thread-safe.
 */
final class VisibilityWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 128;

    private final QdrantClient client;
    private final String alias;
    private final Consumer<Seen> seen;
    private final Map<UUID, Awaited> awaited = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("visibility-watch").unstarted(this::run);
    private volatile boolean closed;
    private volatile @Nullable BenchmarkException failure;

    private record Awaited(DocumentId document, Instant sentAt, long sentNanos) {}

    /** A point that can be read now. */
    record Seen(DocumentId document, Instant sentAt, Instant seenAt, long nanos) {}

    /** @param seen is told of each point, on the watch's own thread */
    VisibilityWatch(QdrantClient client, String alias, Consumer<Seen> seen) {
        this.client = client;
        this.alias = alias;
        this.seen = seen;
        thread.start();
    }

    /** From now on the time of this point runs. */
    void await(DocumentId document, ChunkId chunk) {
        awaited.put(chunk.value(), new Awaited(document, Instant.now(), System.nanoTime()));
    }

    /** Returns when every point was seen. */
    void awaitAll(Duration bound) {
        boolean done = Waiting.until(() -> awaited.isEmpty() || failure != null, PAUSE, bound);
        BenchmarkException first = failure;
        if (first != null) {
            throw first;
        }
        if (!done) {
            throw new BenchmarkException(awaited.size() + " documents were not searchable " + bound.toSeconds()
                    + " s after they were sent.");
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (!awaited.isEmpty()) {
                    look();
                }
                Waiting.pause(PAUSE);
            }
        } catch (BenchmarkException e) {
            failure = e;
        }
    }

    private void look() {
        List<PointId> ids = awaited.keySet().stream()
                .limit(MOST_AT_ONCE)
                .map(id -> PointId.newBuilder().setUuid(id.toString()).build())
                .toList();
        for (RetrievedPoint point : retrieve(ids)) {
            long now = System.nanoTime();
            Awaited sent = awaited.remove(UUID.fromString(point.getId().getUuid()));
            if (sent != null) {
                seen.accept(new Seen(sent.document(), sent.sentAt(), Instant.now(), now - sent.sentNanos()));
            }
        }
    }

    private List<RetrievedPoint> retrieve(List<PointId> ids) {
        try {
            return client.retrieveAsync(alias, ids, false, false, null).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchmarkException("Qdrant does not answer: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
