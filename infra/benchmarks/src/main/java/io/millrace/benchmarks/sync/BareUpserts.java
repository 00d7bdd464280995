package io.millrace.benchmarks.sync;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.BarePoint;
import io.millrace.benchmarks.corpus.Slices;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.sync.point.PointWrites;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The raw limit of writing points: the official client with the sync-worker's points, request size and number of requests under
 * way, but with no condition on versions.
 */
final class BareUpserts {

    /** As the sync-worker's. */
    static final int POINTS_PER_REQUEST = PointWrites.MAX_POINTS;

    static final int REQUESTS_AT_ONCE = 8;

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final QdrantClient client;

    BareUpserts(QdrantClient client) {
        this.client = client;
    }

    /** The watch runs from the first request to the last answer, not while points are made up. */
    void write(String name, SyntheticCorpus corpus, BenchCollection like, int points, Stopwatch watch)
            throws Exception {
        Slices.<PointStruct>timed(
                points, n -> BarePoint.of(corpus.chunk(like.id(), n)), watch, slice -> writeSlice(name, slice));
    }

    private void writeSlice(String name, List<PointStruct> slice) throws Exception {
        Semaphore places = new Semaphore(REQUESTS_AT_ONCE);
        List<ListenableFuture<UpdateResult>> answers = new ArrayList<>();
        for (int from = 0; from < slice.size(); from += POINTS_PER_REQUEST) {
            UpsertPoints request = UpsertPoints.newBuilder()
                    .setCollectionName(name)
                    .setWait(true)
                    .addAllPoints(slice.subList(from, Math.min(slice.size(), from + POINTS_PER_REQUEST)))
                    .build();
            places.acquire();
            ListenableFuture<UpdateResult> answer = client.upsertAsync(request, DEADLINE);
            answer.addListener(places::release, MoreExecutors.directExecutor());
            answers.add(answer);
        }
        for (ListenableFuture<UpdateResult> answer : answers) {
            UpdateStatus status =
                    answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).getStatus();
            if (status != UpdateStatus.Completed) {
                throw new BenchmarkException("Qdrant answered " + status + " to a bare write.");
            }
        }
    }
}
