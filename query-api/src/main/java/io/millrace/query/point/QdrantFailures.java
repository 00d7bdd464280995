package io.millrace.query.point;

import io.grpc.Status;
import io.millrace.query.point.PointSearchException.Reason;
import io.millrace.schemas.transport.UntrustedServer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns Qdrant's status codes into ours. */
final class QdrantFailures {

    private static final Logger log = LoggerFactory.getLogger(QdrantFailures.class);

    private QdrantFailures() {}

    static PointSearchException of(Throwable failure) {
        Optional<String> untrusted = UntrustedServer.qdrant(failure);
        if (untrusted.isPresent()) {
            log.atError().log(untrusted.get());
            return new PointSearchException(
                    Reason.UNAVAILABLE,
                    "Qdrant shows a certificate that this server does not trust: tell its operator.",
                    failure);
        }
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
