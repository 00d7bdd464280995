package io.millrace.local.qdrant;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.millrace.local.qdrant.failure.QdrantStatus;
import java.io.IOException;
import org.apache.lucene.store.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls: one message, or one status that says what went wrong. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    /** Makes an answer. */
    interface Work<A> {
        /** The answer, given the time at which the work started. */
        A answer(Stopwatch stopwatch) throws IOException;
    }

    /** Measures the time of a call. */
    record Stopwatch(long startNanos) {
        double seconds() {
            return (System.nanoTime() - startNanos) / 1e9;
        }
    }

    private Answers() {}

    static <A> void answer(StreamObserver<A> observer, Work<A> work) {
        if (Context.current().isCancelled()) {
            // the caller has gone, or its deadline passed while the call was queued
            observer.onError(Status.CANCELLED
                    .withDescription("The call was cancelled before it started")
                    .asRuntimeException());
            return;
        }
        A answer;
        try {
            answer = work.answer(new Stopwatch(System.nanoTime()));
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        } catch (AlreadyClosedException e) {
            observer.onError(Status.UNAVAILABLE
                    .withDescription("The collection was deleted, or the server is stopping")
                    .withCause(e)
                    .asRuntimeException());
            return;
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("Call failed");
            observer.onError(QdrantStatus.internal(String.valueOf(e.getMessage()), e));
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }
}
