package io.millrace.sync.rebuild;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.UndecodableChangeEventException;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.sync.collection.CollectionSpecRecords;
import io.millrace.sync.collection.CollectionSpecRecords.SpecChange;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.TopicReader;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up a collection's spec in the topic of collections, where the newest record of each collection is kept for ever. */
final class CollectionSpecs {

    private static final Logger log = LoggerFactory.getLogger(CollectionSpecs.class);

    private CollectionSpecs() {}

    /** Empty when the collection was deleted or its spec has never been sent. */
    static Optional<CollectionSpec> find(KafkaClients kafka, TopicNames topics, CollectionId collection) {
        CollectionSpecRecords records = new CollectionSpecRecords();
        AtomicReference<Optional<CollectionSpec>> newest = new AtomicReference<>(Optional.empty());
        try (TopicReader reader = TopicReader.of(kafka, topics.collections(), 500)) {
            reader.read(
                    reader.beginnings(),
                    reader.ends(),
                    batch -> batch.forEach(record -> {
                        Optional<SpecChange> change = read(records, record);
                        change.filter(c -> c.collection().equals(collection)).ifPresent(c -> newest.set(c.spec()));
                    }));
        }
        return newest.get();
    }

    private static Optional<SpecChange> read(CollectionSpecRecords records, ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(records.read(record));
        } catch (UndecodableChangeEventException e) {
            log.atDebug()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("Passed over a record that is no collection spec");
            return Optional.empty();
        }
    }
}
