package io.millrace.system;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes to two collections, one document after the other, until it is told to leave one, and then the other. */
final class LiveProducer implements AutoCloseable {

    /** Time for the rest of the system to do something between two documents. */
    private static final long REST_MILLIS = 50;

    private final AtomicInteger toDoomed = new AtomicInteger();
    private final AtomicInteger toOther = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Pipeline pipeline;
    private final String doomed;
    private final String other;
    private final String marker;
    private final Thread thread;
    private volatile boolean refused;

    LiveProducer(Pipeline pipeline, String doomed, String other, String marker) {
        this.pipeline = pipeline;
        this.doomed = doomed;
        this.other = other;
        this.marker = marker;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (!stopped.await(REST_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!refused) {
                    publish(doomed, toDoomed.incrementAndGet(), marker + "live");
                }
                publish(other, toOther.incrementAndGet(), "somebody else's words");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(String collection, int number, String words) {
        String source = "live-" + number + ".txt";
        pipeline.sendJson(
                collection, source, """
                {"event_id": "%s-%d", "collection": "%s", "source": "%s", "mime_type": "text/plain",
                 "content": "Document number %d says %s and no more."}""".formatted(collection.hashCode(), number, collection, source, number, words));
    }

    int sentToDoomed() {
        return toDoomed.get();
    }

    /** Whoever publishes learns from 401 and 404 that he must not; a program that only writes to Kafka is told. */
    void leaveDoomed() {
        refused = true;
    }

    /** Ends it. @return how many documents the other collection was sent */
    int end() throws InterruptedException {
        close();
        return toOther.get();
    }

    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        thread.join();
        pipeline.flush();
    }
}
