package io.millrace.sync.point;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.VectorStoreException.Kind;
import java.util.concurrent.ExecutionException;

/** Waits for Qdrant's answer and turns failures into ours. */
public final class QdrantCalls {

    private QdrantCalls() {}

    /** @throws VectorStoreException if the call fails, its deadline passes or this thread is interrupted */
    public static <T> T await(QdrantConnection qdrant, ListenableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new VectorStoreException(Kind.UNKNOWN_OUTCOME, "interrupted", "interrupted while calling Qdrant", e);
        } catch (ExecutionException e) {
            Status status = Status.fromThrowable(e);
            if (status.getCode() == Status.Code.UNAVAILABLE) {
                qdrant.reconnectNow();
            }
            throw QdrantStatusMapper.of(status, e);
        }
    }
}
