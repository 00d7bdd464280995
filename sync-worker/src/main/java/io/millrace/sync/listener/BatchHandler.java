package io.millrace.sync.listener;

import io.millrace.sync.retry.StopSignal;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies the records of one partition. One thread calls it, with batches in offset order. */
@FunctionalInterface
public interface BatchHandler {

    /**
     * Returns once the durable effect of every record is there; then their offsets may be committed.
     *
     * @throws io.millrace.sync.retry.StoppedException if it gave up since it was told to stop
     * @throws RuntimeException if it failed; it is called again with the same records
     */
    void apply(List<ConsumerRecord<byte[], byte[]>> records);

    /** Makes the handler of a partition that was assigned. */
    @FunctionalInterface
    interface Factory {
        /** @param stop is raised when the partition is given away or the program ends */
        BatchHandler create(String topic, StopSignal stop);
    }
}
