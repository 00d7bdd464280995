package io.millrace.sync.point;

import io.grpc.Status;
import io.millrace.schemas.transport.UntrustedServer;
import io.millrace.sync.point.VectorStoreException.Kind;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.util.Optional;

/**
 * Qdrant's answers as our three kinds of error. Sources: the conversion of Qdrant's StorageError to tonic codes, and
 * points.proto for the update status.
 */
public final class QdrantStatusMapper {

    private QdrantStatusMapper() {}

    public static VectorStoreException of(Status status, Throwable cause) {
        Optional<String> untrusted = UntrustedServer.qdrant(cause);
        if (untrusted.isPresent()) {
            return new VectorStoreException(Kind.RETRIABLE, "qdrant-untrusted", untrusted.get(), cause);
        }
        String message = "Qdrant answered " + status.getCode()
                + (status.getDescription() == null ? "" : ": " + status.getDescription());
        return switch (status.getCode()) {
            case UNAVAILABLE -> new VectorStoreException(Kind.RETRIABLE, "qdrant-unavailable", message, cause);
            // Strict mode limits rates so; an oversized disk or cluster says so too.
            case RESOURCE_EXHAUSTED -> new VectorStoreException(Kind.RETRIABLE, "qdrant-overloaded", message, cause);
            case NOT_FOUND ->
                new VectorStoreException(Kind.RETRIABLE, VectorStoreException.COLLECTION_MISSING, message, cause);
            // A wrong key or a server too old says nothing about the points.
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new VectorStoreException(Kind.RETRIABLE, "qdrant-unauthorized", message, cause);
            case UNIMPLEMENTED -> new VectorStoreException(Kind.RETRIABLE, "qdrant-unimplemented", message, cause);
            case FAILED_PRECONDITION, ABORTED ->
                new VectorStoreException(Kind.RETRIABLE, "qdrant-not-ready", message, cause);
            case INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS ->
                new VectorStoreException(Kind.PERMANENT, "qdrant-refused", message, cause);
            case DEADLINE_EXCEEDED, CANCELLED ->
                new VectorStoreException(Kind.UNKNOWN_OUTCOME, "qdrant-timeout", message, cause);
            // A full disk is INTERNAL as well, so this never condemns a point.
            case OK, UNKNOWN, INTERNAL, DATA_LOSS ->
                new VectorStoreException(Kind.UNKNOWN_OUTCOME, "qdrant-internal", message, cause);
        };
    }

    /** @throws VectorStoreException unless the update is completed, which alone means that it is visible */
    static void requireCompleted(UpdateStatus status) {
        if (status != UpdateStatus.Completed) {
            throw new VectorStoreException(
                    Kind.UNKNOWN_OUTCOME, "qdrant-not-completed", "Qdrant accepted the write but answered " + status);
        }
    }
}
