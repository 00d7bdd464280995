package io.millrace.benchmarks.collection;

import com.google.common.util.concurrent.ListenableFuture;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Waiting;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A collection in Qdrant, by the name of its alias or its own. */
public final class CollectionPoints {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration GREEN_PAUSE = Duration.ofMillis(200);
    private static final Duration COUNT_PAUSE = Duration.ofMillis(50);
    /** Less than a hundredth of the shortest round. */
    private static final Duration LAST_COUNT_PAUSE = Duration.ofMillis(5);

    private CollectionPoints() {}

    /** Makes a collection as the sync-worker makes a generation, payload indexes included. */
    public static void create(QdrantClient client, String name, BenchCollection like) {
        answer(client.createCollectionAsync(PointLayout.createCollection(name, like.spec()), DEADLINE));
        for (Map.Entry<String, PayloadSchemaType> index : PointLayout.PAYLOAD_INDEXES.entrySet()) {
            answer(client.createPayloadIndexAsync(name, index.getKey(), index.getValue(), null, true, null, DEADLINE));
        }
    }

    public static void delete(QdrantClient client, String name) {
        answer(client.deleteCollectionAsync(name, DEADLINE));
    }

    /** Deletes the generation that an alias points to, and the alias with it. */
    public static void deleteBehind(QdrantClient client, String alias) {
        generationsBehind(client, alias).forEach(generation -> delete(client, generation));
    }

    /** Waits until the sync-worker has made the alias. */
    public static void awaitAlias(QdrantClient client, String alias, Duration bound) {
        if (!Waiting.until(() -> generationsBehind(client, alias).findAny().isPresent(), GREEN_PAUSE, bound)) {
            throw new BenchmarkException(
                    "The sync-worker did not make the alias " + alias + " within " + bound.toSeconds() + " s.");
        }
    }

    private static Stream<String> generationsBehind(QdrantClient client, String alias) {
        return answer(client.listAliasesAsync(DEADLINE)).stream()
                .filter(description -> description.getAliasName().equals(alias))
                .map(AliasDescription::getCollectionName);
    }

    /**
     * Waits until so many points can be found. The count is exact, and costs the server work, too: it is asked for every 50 ms, and
     * every 5 ms once a tenth is missing.
     */
    public static void awaitCount(QdrantClient client, String name, long points, Duration bound) {
        long nearly = points - points / 10;
        if (!Waiting.until(() -> count(client, name) >= nearly, COUNT_PAUSE, bound)
                || !Waiting.until(() -> count(client, name) >= points, LAST_COUNT_PAUSE, bound)) {
            throw new BenchmarkException("Only " + count(client, name) + " of " + points
                    + " points were searchable after " + bound.toSeconds() + " s.");
        }
    }

    /** Waits until the index is optimised: the status is green. */
    public static void awaitGreen(QdrantClient client, String name, Duration bound) {
        if (!Waiting.until(() -> isGreen(client, name), GREEN_PAUSE, bound)) {
            throw new BenchmarkException("The index was not optimised within " + bound.toSeconds() + " s.");
        }
    }

    private static boolean isGreen(QdrantClient client, String name) {
        return answer(client.getCollectionInfoAsync(name, DEADLINE)).getStatus() == CollectionStatus.Green;
    }

    private static long count(QdrantClient client, String name) {
        return answer(client.countAsync(name, null, true, DEADLINE));
    }

    private static <T> T answer(ListenableFuture<T> call) {
        try {
            return call.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchmarkException("Qdrant refuses a call: " + e.getCause() + ".", e);
        } catch (TimeoutException e) {
            throw new BenchmarkException("Qdrant did not answer within " + DEADLINE.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }
}
