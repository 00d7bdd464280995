package io.millrace.query.querylog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes what is to be logged without ever making its caller wait, and writes it on a thread of its own. Thread-safe. */
@Component
public final class QueryLog {

    /** More than is searched between two writes; with questions of a usual length, a few megabytes. */
    static final int CAPACITY = 10_000;

    /** A transaction for each search took half as much processor time as the search. */
    private static final Duration WRITE_EVERY = Duration.ofMillis(500);

    private static final int BATCH = 500;
    private static final Duration END_BOUND = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(QueryLog.class);

    private final QueryLogRows rows;
    private final Counter written;
    private final Counter dropped;
    private final BlockingQueue<LoggedQuery> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("query-log").factory());

    private final ScheduledFuture<?> writing;
    private boolean failing;

    QueryLog(QueryLogRows rows, MeterRegistry meters) {
        this.rows = rows;
        this.written = meters.counter("millrace.query.log.written");
        this.dropped = meters.counter("millrace.query.log.dropped");
        meters.gauge("millrace.query.log.waiting", queue, BlockingQueue::size);
        this.writing = writer.scheduleWithFixedDelay(
                this::write, WRITE_EVERY.toMillis(), WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns at once; a full queue drops the search and counts it. */
    public void add(LoggedQuery query) {
        if (!queue.offer(query)) {
            dropped.increment();
        }
    }

    /** Until nothing waits. Only the writer's thread comes here. */
    private void write() {
        List<LoggedQuery> batch = new ArrayList<>(BATCH);
        while (queue.drainTo(batch, BATCH) > 0) {
            try {
                rows.insert(batch);
                written.increment(batch.size());
                failing = false;
            } catch (RuntimeException e) {
                // Tried once: a log that waits for PostgreSQL would only fill the queue
                dropped.increment(batch.size());
                if (!failing) {
                    failing = true;
                    log.atWarn()
                            .addKeyValue("searches", batch.size())
                            .addKeyValue("error", e.toString())
                            .log(
                                    "searches could not be logged; they are counted as dropped, and so are others until this passes");
                }
            }
            batch.clear();
        }
    }

    /** Writes what waits, for a few seconds at most. */
    @PreDestroy
    void close() throws InterruptedException {
        writing.cancel(false);
        writer.execute(this::write);
        writer.shutdown();
        if (!writer.awaitTermination(END_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
            writer.shutdownNow();
        }
    }
}
