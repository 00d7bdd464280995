package io.millrace.query.pipeline;

import io.millrace.query.pipeline.PipelineReport.Stage;
import io.millrace.schemas.id.CollectionId;
import io.qdrant.client.QdrantClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/** What Qdrant knows of the pipeline: whether it answers, and how many points each collection has. */
@Component
class QdrantProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final QdrantClient client;

    QdrantProbe(QdrantClient client) {
        this.client = client;
    }

    Stage read() throws ExecutionException, InterruptedException {
        return Stage.up(
                "qdrant", "version " + client.healthCheckAsync(TIMEOUT).get().getVersion());
    }

    /** Rough counts; a collection whose index does not answer is left out. */
    Map<CollectionId, Long> points(List<CollectionId> collections) throws InterruptedException {
        Map<CollectionId, Future<Long>> calls = new HashMap<>();
        for (CollectionId id : collections) {
            calls.put(id, client.countAsync(id.vectorStoreName().value(), null, false, TIMEOUT));
        }
        Map<CollectionId, Long> counts = new HashMap<>();
        for (Map.Entry<CollectionId, Future<Long>> call : calls.entrySet()) {
            try {
                counts.put(call.getKey(), call.getValue().get());
            } catch (ExecutionException e) {
                counts.remove(call.getKey());
            }
        }
        return counts;
    }
}
