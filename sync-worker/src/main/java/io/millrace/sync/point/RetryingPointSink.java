package io.millrace.sync.point;

import io.millrace.sync.point.VectorStoreException.Kind;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.LogThrottle;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Repeats a write for ever, with the same ids, until it is applied or refused for good. So an outage of Qdrant, of
 * whatever length, loses nothing and condemns nothing; it holds up this partition only.
 */
public final class RetryingPointSink implements PointSink {

    private static final Logger log = LoggerFactory.getLogger(RetryingPointSink.class);
    /** A collection that is just being made is missing for a moment. */
    private static final int MISSING_IS_NEWS_AFTER = 9;

    private final PointSink next;
    private final BackOff backOff;
    private final StopSignal stop;

    public RetryingPointSink(PointSink next, BackOff backOff, StopSignal stop) {
        this.next = next;
        this.backOff = backOff;
        this.stop = stop;
    }

    /**
     * @throws VectorStoreException only of kind PERMANENT
     * @throws StoppedException if the stop signal was raised while the write was still failing
     */
    @Override
    public void write(PointWrite write) {
        LogThrottle throttle = new LogThrottle();
        for (int failures = 1; ; failures++) {
            try {
                next.write(write);
                return;
            } catch (VectorStoreException e) {
                if (e.kind() == Kind.PERMANENT) {
                    throw e;
                }
                boolean missing = e.code().equals(VectorStoreException.COLLECTION_MISSING);
                boolean news = !missing || failures >= MISSING_IS_NEWS_AFTER;
                if (news && throttle.passes()) {
                    report(write, e, failures, missing);
                }
                if (stop.await(backOff.after(failures))) {
                    throw new StoppedException();
                }
            }
        }
    }

    private static void report(PointWrite write, VectorStoreException e, int failures, boolean missing) {
        LoggingEventBuilder event = log.atWarn()
                .addKeyValue("collection", write.collection())
                .addKeyValue("errorCode", e.code())
                .addKeyValue("failures", failures)
                .addKeyValue("reason", e.getMessage());
        if (missing) {
            event.log("Points wait for a Qdrant collection that does not exist: './millrace rebuild' of it, with"
                    + " --execute, makes it again from its topic");
        } else {
            event.log("Points wait for Qdrant; nothing is lost, the write is repeated until it is applied");
        }
    }
}
