package io.millrace.schemas.changeevent;

import io.millrace.schemas.avro.ChunkUpserted;
import io.millrace.schemas.avro.DocumentCommitted;
import io.millrace.schemas.avro.Sha256;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.vector.VectorBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/** Change events as bytes, and back. Thread-safe; every version of the schemas that was ever written can be read. */
public final class ChangeEventCodec {

    private final BinaryMessageEncoder<ChunkUpserted> upsertEncoder = ChunkUpserted.getEncoder();
    private final BinaryMessageEncoder<DocumentCommitted> commitEncoder = DocumentCommitted.getEncoder();
    private final BinaryMessageDecoder<ChunkUpserted> upsertDecoder =
            AvroMessages.decoder(new ChunkUpserted().getSpecificData(), ChunkUpserted.getClassSchema());
    private final BinaryMessageDecoder<DocumentCommitted> commitDecoder =
            AvroMessages.decoder(new DocumentCommitted().getSpecificData(), DocumentCommitted.getClassSchema());

    /** The op, for the outbox row's type and the header. */
    public ChangeEventOp op(ChangeEvent event) {
        return switch (event) {
            case ChunkUpsert u -> ChangeEventOp.UPSERT;
            case ChunkDelete d -> ChangeEventOp.DELETE;
            case DocumentCommit c -> ChangeEventOp.DOCUMENT_COMMITTED;
        };
    }

    /** The record's key: 16 bytes. */
    public byte[] key(ChangeEvent event) {
        return NameBasedUuid.toBytes(
                switch (event) {
                    case ChunkUpsert u -> u.chunkId().value();
                    case ChunkDelete d -> d.chunkId().value();
                    case DocumentCommit c -> c.documentId().value();
                });
    }

    /** The record's value; null for a delete. */
    public byte @Nullable [] value(ChangeEvent event) {
        try {
            return switch (event) {
                case ChunkUpsert u -> array(upsertEncoder.encode(toAvro(u)));
                case ChunkDelete d -> null;
                case DocumentCommit c -> array(commitEncoder.encode(toAvro(c)));
            };
        } catch (IOException e) {
            throw new UncheckedIOException("a change event could not be encoded", e);
        }
    }

    /**
     * @param headers the record's headers as text: {@link io.millrace.schemas.topic.RecordHeaderNames}
     * @throws UndecodableChangeEventException if this is no change event; retrying cannot help
     */
    public ChangeEvent decode(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        if (key == null || key.length != 16) {
            throw new UndecodableChangeEventException(
                    "the key of a change event is a UUID of 16 bytes, but this one has "
                            + (key == null ? "none" : key.length + " bytes") + ".");
        }
        UUID id = NameBasedUuid.fromBytes(key);
        String name = headers.get(RecordHeaderNames.OP);
        Optional<ChangeEventOp> op = name == null ? Optional.empty() : ChangeEventOp.ofWireName(name);
        if (op.isEmpty()) {
            throw new UndecodableChangeEventException(
                    value == null
                            ? "a null value without header millrace-op: delete is not a delete."
                            : "header millrace-op says '" + name + "', which is no operation on a chunk.");
        }
        try {
            return switch (op.get()) {
                case UPSERT -> checkKey(id, upsert(upsertDecoder.decode(required(value))));
                case DELETE -> delete(id, value, headers);
                case DOCUMENT_COMMITTED -> commit(commitDecoder.decode(required(value)));
                case COLLECTION_SPEC ->
                    throw new UndecodableChangeEventException("a collection spec is not a change event of a chunk.");
            };
        } catch (IOException | org.apache.avro.AvroRuntimeException | IllegalArgumentException e) {
            throw new UndecodableChangeEventException("the value is not the Avro record that its header says.", e);
        }
    }

    private static byte[] required(byte @Nullable [] value) {
        if (value == null) {
            throw new UndecodableChangeEventException("only a delete may have a null value.");
        }
        return value;
    }

    private static ChunkDelete delete(UUID id, byte @Nullable [] value, Map<String, String> headers) {
        String document = headers.get(RecordHeaderNames.DOCUMENT_ID);
        String version = headers.get(RecordHeaderNames.VERSION);
        if (value != null || document == null || version == null) {
            throw new UndecodableChangeEventException(
                    "a delete has a null value and the headers millrace-document-id and millrace-version.");
        }
        return new ChunkDelete(new ChunkId(id), DocumentId.parse(document), Long.parseLong(version));
    }

    private static ChunkUpsert checkKey(UUID id, ChunkUpsert event) {
        if (!event.chunkId().value().equals(id)) {
            throw new UndecodableChangeEventException("the key is not the id of the chunk in the value.");
        }
        return event;
    }

    private static ChunkUpserted toAvro(ChunkUpsert u) {
        return new ChunkUpserted(
                uuid(u.chunkId().value()),
                uuid(u.collectionId().value()),
                uuid(u.documentId().value()),
                u.version(),
                u.text(),
                new Sha256(u.contentHash().bytes()),
                u.sectionTitle(),
                u.pageReference(),
                u.tokenCount(),
                u.title(),
                u.source(),
                u.metadata(),
                u.embeddingModel(),
                ByteBuffer.wrap(VectorBytes.encode(u.vector())),
                ByteBuffer.wrap(VectorBytes.encode(u.sparseIndices())),
                ByteBuffer.wrap(VectorBytes.encode(u.sparseValues())));
    }

    private static ChunkUpsert upsert(ChunkUpserted a) {
        return new ChunkUpsert(
                new ChunkId(uuid(a.getChunkId())),
                new CollectionId(uuid(a.getCollectionId())),
                new DocumentId(uuid(a.getDocumentId())),
                a.getVersion(),
                a.getText(),
                ContentHash.fromBytes(a.getContentHash().bytes()),
                a.getSectionTitle(),
                a.getPageReference(),
                a.getTokenCount(),
                a.getTitle(),
                a.getSource(),
                a.getMetadata(),
                a.getEmbeddingModel(),
                VectorBytes.decodeFloats(a.getVector()),
                VectorBytes.decodeInts(a.getSparseIndices()),
                VectorBytes.decodeFloats(a.getSparseValues()));
    }

    private static DocumentCommitted toAvro(DocumentCommit c) {
        return new DocumentCommitted(
                uuid(c.documentId().value()),
                uuid(c.collectionId().value()),
                c.version(),
                c.chunkCount(),
                c.committedAt());
    }

    private static DocumentCommit commit(DocumentCommitted a) {
        return new DocumentCommit(
                new DocumentId(uuid(a.getDocumentId())),
                new CollectionId(uuid(a.getCollectionId())),
                a.getVersion(),
                a.getChunkCount(),
                a.getCommittedAt());
    }

    private static Uuid uuid(UUID id) {
        return new Uuid(NameBasedUuid.toBytes(id));
    }

    private static UUID uuid(Uuid id) {
        return NameBasedUuid.fromBytes(id.bytes());
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
