package io.millrace.ingest.outbox;

import static io.millrace.schemas.jooq.Tables.OUTBOX;

import io.millrace.schemas.changeevent.ChangeEventCodec;
import java.util.List;
import java.util.UUID;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;

/** Writes outbox rows. Thread-safe. */
public final class OutboxWriter {

    private final ChangeEventCodec codec = new ChangeEventCodec();

    /** @param transaction that holds what the rows tell of */
    public void write(DSLContext transaction, List<OutboxRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        BatchBindStep batch = transaction.batch(transaction
                .insertInto(
                        OUTBOX,
                        OUTBOX.AGGREGATETYPE,
                        OUTBOX.AGGREGATEID,
                        OUTBOX.TYPE,
                        OUTBOX.PAYLOAD,
                        OUTBOX.PARTITION,
                        OUTBOX.DOCUMENT_ID,
                        OUTBOX.VERSION,
                        OUTBOX.TRACEPARENT)
                .values((String) null, (byte[]) null, null, (byte[]) null, null, (UUID) null, null, null));
        for (OutboxRow row : rows) {
            batch = batch.bind(
                    row.aggregateType(),
                    codec.key(row.event()),
                    codec.op(row.event()).wireName(),
                    codec.value(row.event()),
                    row.partition(),
                    row.event().documentId().value(),
                    row.event().version(),
                    row.traceparent());
        }
        batch.execute();
    }
}
