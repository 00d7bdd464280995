package io.millrace.sync.changeevent;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.changeevent.UndecodableChangeEventException;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.sync.point.PointWrite;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import io.millrace.sync.point.PointWrites;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition, decoded and coalesced: for each chunk only the event of the newest version is kept (of equal
 * versions the last), in the order in which those stand in the partition. Records of a re-sent stretch may come after newer
 * ones, so being last is not enough. Not thread-safe.
 */
public final class ChangeBatch {

    /** An event of a chunk and the record that brought it. */
    public record Change(ChangeEvent event, ConsumerRecord<byte[], byte[]> record) {}

    /** A record that is no change event of this collection. */
    public record Poison(ConsumerRecord<byte[], byte[]> record, String code, String reason) {}

    private static final String MISPLACED = "change-event-misplaced";

    private final VectorStoreName store;
    private final Map<UUID, Change> changes = new LinkedHashMap<>();
    private final Map<DocumentId, DocumentCommit> commits = new LinkedHashMap<>();
    private final List<Poison> poison = new ArrayList<>();

    /** @param store the collection whose topic the records come from */
    public ChangeBatch(VectorStoreName store) {
        this.store = store;
    }

    public void addAll(Collection<ConsumerRecord<byte[], byte[]>> records, ChangeEventCodec codec) {
        records.forEach(record -> add(record, codec));
    }

    private void add(ConsumerRecord<byte[], byte[]> record, ChangeEventCodec codec) {
        ChangeEvent event;
        try {
            event = codec.decode(record.key(), record.value(), headers(record));
        } catch (UndecodableChangeEventException e) {
            poison.add(new Poison(record, e.errorCode(), String.valueOf(e.getMessage())));
            return;
        }
        switch (event) {
            case ChunkUpsert upsert -> {
                if (!upsert.collectionId().vectorStoreName().equals(store)) {
                    poison.add(new Poison(
                            record, MISPLACED, "the chunk belongs to another collection than the topic it is in."));
                } else {
                    keepNewest(upsert.chunkId().value(), new Change(upsert, record));
                }
            }
            case ChunkDelete delete -> keepNewest(delete.chunkId().value(), new Change(delete, record));
            case DocumentCommit commit ->
                commits.merge(commit.documentId(), commit, (a, b) -> b.version() >= a.version() ? b : a);
        }
    }

    private void keepNewest(UUID chunk, Change change) {
        Change before = changes.get(chunk);
        if (before == null) {
            changes.put(chunk, change);
        } else if (change.event().version() >= before.event().version()) {
            changes.remove(chunk);
            changes.put(chunk, change);
        }
    }

    /** Whether both change the same chunk. */
    boolean overlaps(ChangeBatch other) {
        return !Collections.disjoint(changes.keySet(), other.changes.keySet());
    }

    /** Requests with disjoint ids that bring Qdrant to the state after this batch. */
    public List<PointWrite> writes(String collection) {
        List<GuardedUpsert> upserts = new ArrayList<>();
        List<GuardedDelete> deletes = new ArrayList<>();
        changes.forEach((chunk, change) -> {
            switch (change.event()) {
                case ChunkUpsert u -> upserts.add(new GuardedUpsert(u));
                case ChunkDelete d -> deletes.add(new GuardedDelete(chunk, d.version()));
                case DocumentCommit c -> throw new IllegalStateException("a commit is no change of a chunk");
            }
        });
        return PointWrites.of(collection, upserts, deletes);
    }

    /** As {@link #writes}, but only the deletes of these chunks. */
    public List<PointWrite> deletesOf(String collection, Set<UUID> chunks) {
        List<GuardedDelete> deletes = new ArrayList<>();
        changes.forEach((chunk, change) -> {
            if (change.event() instanceof ChunkDelete delete && chunks.contains(chunk)) {
                deletes.add(new GuardedDelete(chunk, delete.version()));
            }
        });
        return PointWrites.of(collection, List.of(), deletes);
    }

    public VectorStoreName store() {
        return store;
    }

    /** By chunk id. */
    public Map<UUID, Change> changes() {
        return changes;
    }

    /** The newest commit of each document. */
    public Collection<DocumentCommit> commits() {
        return commits.values();
    }

    public List<Poison> poison() {
        return poison;
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            byte @Nullable [] value = header.value();
            if (value != null) {
                headers.put(header.key(), new String(value, StandardCharsets.UTF_8));
            }
        }
        return headers;
    }
}
