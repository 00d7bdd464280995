package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sends records and waits until every one is durable. Delivery: at least once, in order within a partition, by one
 * idempotent producer. Not thread-safe.
 */
final class OutboxSender {

    private static final Duration DESCRIBE_TIMEOUT = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final RelayDeadLetters deadLetters;

    OutboxSender(Producer<byte[], byte[]> producer, Admin admin, RelayDeadLetters deadLetters) {
        this.producer = producer;
        this.admin = admin;
        this.deadLetters = deadLetters;
    }

    /**
     * Returns once all are acknowledged by all in-sync replicas, or are dead letters.
     *
     * @throws RelayException if one is not; then nothing may be acknowledged to the database
     */
    void sendAll(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            Future<RecordMetadata> future = producer.send(record);
            sent.add(future);
            // A send that fails at once has waited for its topic: the next would wait as long.
            if (future.isDone() && future.state() == Future.State.FAILED && !isPermanent(future.exceptionNow())) {
                throw unsent(record, future.exceptionNow());
            }
        }
        producer.flush();
        for (int i = 0; i < sent.size(); i++) {
            check(records.get(i), sent.get(i));
        }
    }

    private void check(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> future)
            throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!isPermanent(cause)) {
                throw unsent(record, cause);
            }
            deadLetters.send(record, cause);
        }
    }

    /** Only what no broker of any health would ever take. */
    private static boolean isPermanent(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidTopicException;
    }

    private RelayException unsent(ProducerRecord<byte[], byte[]> record, Throwable cause) {
        try {
            int partitions = admin.describeTopics(List.of(record.topic()))
                    .allTopicNames()
                    .get(DESCRIBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
            if (record.partition() >= partitions) {
                return new RelayException(
                        RelayErrorCode.TOPIC_MISSING,
                        "topic " + record.topic() + " has " + partitions
                                + " partitions, but the outbox holds a row for number " + record.partition()
                                + ": create the topic anew as it was.",
                        cause);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return new RelayException(
                        RelayErrorCode.TOPIC_MISSING,
                        "topic " + record.topic()
                                + " does not exist, but the outbox holds rows for it: create it as its"
                                + " collection wants it, and the relay goes on.",
                        cause);
            }
        } catch (TimeoutException e) {
            cause.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new RelayException(
                RelayErrorCode.KAFKA_UNAVAILABLE,
                "Kafka did not acknowledge a record for topic " + record.topic() + ": " + cause.getMessage(),
                cause);
    }
}
