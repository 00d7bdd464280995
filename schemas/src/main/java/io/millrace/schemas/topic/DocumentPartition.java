package io.millrace.schemas.topic;

import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.NameBasedUuid;
import org.apache.kafka.common.utils.Utils;

/** Chooses the partition of a document's change events, so that all of them are in one, in commit order. */
public final class DocumentPartition {

    private DocumentPartition() {}

    /**
     * Murmur2 of the 16 bytes of the document id, as Kafka's default partitioner would do for such a key.
     *
     * @param partitions how many the topic has, fixed when the collection was created
     */
    public static int of(DocumentId document, int partitions) {
        return Utils.toPositive(Utils.murmur2(NameBasedUuid.toBytes(document.value()))) % partitions;
    }
}
