package io.millrace.sync.listener;

import io.millrace.sync.retry.StopSignal;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Applies the records of one partition. Several batches may be under way at once; what has to happen in the order of the
 * partition waits for its turn.
 */
@FunctionalInterface
public interface BatchHandler {

    /**
     * Reads the records of a batch. One thread calls it, with batches in offset order, also while earlier ones are being applied.
     *
     * @throws RuntimeException if it failed; it is called again with the same records
     */
    PreparedBatch prepare(List<ConsumerRecord<byte[], byte[]>> records);

    /** A batch that can be applied. */
    @FunctionalInterface
    interface PreparedBatch {

        /**
         * Returns once the durable effect of every record is there; then, and after all batches before it, their offsets may be
         * committed. Called on a thread of its own.
         *
         * @throws io.millrace.sync.retry.StoppedException if it gave up since it was told to stop
         * @throws RuntimeException if it failed; it is called again
         */
        void apply(Turn turn);
    }

    /** A batch's place in the order of its partition. */
    @FunctionalInterface
    interface Turn {

        /**
         * Returns once every batch before this one is applied.
         *
         * @throws io.millrace.sync.retry.StoppedException if one of them was given up
         */
        void await();
    }

    /** Makes the handler of a partition that was assigned. */
    @FunctionalInterface
    interface Factory {
        /** @param stop is raised when the partition is given away or the program ends */
        BatchHandler create(String topic, StopSignal stop);
    }
}
