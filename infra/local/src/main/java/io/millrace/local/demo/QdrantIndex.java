package io.millrace.local.demo;

import static io.qdrant.client.ConditionFactory.matchKeyword;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.millrace.local.system.Component;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Common.Filter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The demo's Qdrant through the official client, past Millrace. */
final class QdrantIndex implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final QdrantClient client;

    QdrantIndex(DemoSystem system) {
        URI address = system.address(Component.QDRANT);
        client = new QdrantClient(QdrantGrpcClient.newBuilder(address.getHost(), address.getPort(), false)
                .withApiKey(system.variable("MILLRACE_QDRANT_API_KEY"))
                .build());
    }

    /** The collection that the alias points to. */
    String generation(String alias) {
        return await(client.listAliasesAsync()).stream()
                .filter(description -> description.getAliasName().equals(alias))
                .map(AliasDescription::getCollectionName)
                .findFirst()
                .orElseThrow(() -> new DemoFailedException("Qdrant has no alias " + alias + "."));
    }

    long points(String collection) {
        return await(client.countAsync(collection));
    }

    /** Points of one document. */
    long pointsOf(String collection, String documentId) {
        Filter ofDocument = Filter.newBuilder()
                .addMust(matchKeyword("document_id", documentId))
                .build();
        return await(client.countAsync(collection, ofDocument, true));
    }

    /** Removes the alias and the collection behind it, for good. */
    void drop(String alias, String generation) {
        var _ = await(client.deleteAliasAsync(alias));
        var _ = await(client.deleteCollectionAsync(generation));
        boolean left = await(client.listCollectionsAsync()).contains(generation)
                || await(client.listAliasesAsync()).stream()
                        .anyMatch(description -> description.getAliasName().equals(alias));
        if (left) {
            throw new DemoFailedException("Qdrant still has " + generation + " or its alias after both were dropped.");
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static <T> T await(ListenableFuture<T> answer) {
        try {
            return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new DemoFailedException("Qdrant refused a request: " + Status.fromThrowable(e.getCause()) + ".", e);
        } catch (TimeoutException e) {
            throw new DemoFailedException("Qdrant did not answer within " + TIMEOUT.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("Interrupted.", e);
        }
    }
}
