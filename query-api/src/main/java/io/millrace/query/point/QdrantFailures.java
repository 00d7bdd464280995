package io.millrace.query.point;

import io.grpc.Status;
import io.millrace.query.point.PointSearchException.Reason;

/** The one place that turns Qdrant's status codes into ours. */
final class QdrantFailures {

    private QdrantFailures() {}

    static PointSearchException of(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED, CANCELLED ->
                new PointSearchException(Reason.TIMEOUT, "Qdrant gave no answer in time.", failure);
            case NOT_FOUND ->
                new PointSearchException(
                        Reason.INDEX_MISSING,
                        "Qdrant has no index for this collection: rebuild it, or wait until it is made.",
                        failure);
            case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNKNOWN, DATA_LOSS ->
                new PointSearchException(Reason.UNAVAILABLE, "Qdrant does not answer: try again in a moment.", failure);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new PointSearchException(
                        Reason.UNAVAILABLE, "Qdrant refuses this server's API key: tell its operator.", failure);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, ALREADY_EXISTS, UNIMPLEMENTED, OK ->
                new PointSearchException(Reason.REFUSED, "Qdrant refuses this search.", failure);
        };
    }
}
