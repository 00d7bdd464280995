package io.millrace.ingest.relay;

import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/** Many records as one, with the position of the last: what {@link BatchQueueProvider} hands to the engine. */
final class CapturedBatch extends SourceRecord {

    private final List<SourceRecord> records;

    /** @param records not empty, in the order of the stream; handed over */
    CapturedBatch(List<SourceRecord> records) {
        super(
                records.getLast().sourcePartition(),
                records.getLast().sourceOffset(),
                records.getLast().topic(),
                null,
                null);
        this.records = records;
    }

    static List<SourceRecord> unpack(List<RecordChangeEvent<SourceRecord>> events) {
        if (events.size() == 1 && events.getFirst().record() instanceof CapturedBatch batch) {
            return batch.records;
        }
        List<SourceRecord> all = new ArrayList<>();
        for (RecordChangeEvent<SourceRecord> event : events) {
            if (event.record() instanceof CapturedBatch batch) {
                all.addAll(batch.records);
            } else {
                all.add(event.record());
            }
        }
        return all;
    }

    // Two batches are never compared; what SourceRecord compares would be the last record only.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
