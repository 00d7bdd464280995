package io.millrace.sync.collection;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.AvroMessages;
import io.millrace.schemas.changeevent.UndecodableChangeEventException;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.id.VectorStoreName;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the topic of collections. Thread-safe. */
public final class CollectionSpecRecords {

    /**
     * What a record says.
     *
     * @param spec absent when the collection is deleted
     */
    public record SpecChange(CollectionId collection, Optional<CollectionSpec> spec) {}

    private final BinaryMessageDecoder<CollectionSpec> decoder =
            AvroMessages.decoder(new CollectionSpec().getSpecificData(), CollectionSpec.getClassSchema());

    /** @throws UndecodableChangeEventException if the record is no spec and never will be */
    public SpecChange read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        if (key == null || key.length != 16) {
            throw new UndecodableChangeEventException("the key of a collection spec is a UUID of 16 bytes.");
        }
        CollectionId id = new CollectionId(NameBasedUuid.fromBytes(key));
        if (value == null) {
            return new SpecChange(id, Optional.empty());
        }
        try {
            CollectionSpec spec = decoder.decode(value);
            if (!new VectorStoreName(spec.getVectorStoreName()).collectionId().equals(id)) {
                throw new UndecodableChangeEventException("the key is not the id of the collection in the value.");
            }
            return new SpecChange(id, Optional.of(spec));
        } catch (IOException | AvroRuntimeException | IllegalArgumentException e) {
            throw new UndecodableChangeEventException("the value is not a collection spec.", e);
        }
    }
}
