package io.millrace.ingest.document.event;

import io.millrace.ingest.chunk.Chunker;
import io.millrace.ingest.chunk.TextFormat;
import io.millrace.ingest.chunk.TooManyChunksException;
import io.millrace.ingest.collection.CollectionCatalog;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.dependency.DatabaseFailures;
import io.millrace.ingest.document.event.DocumentEventDecoder.Decoded;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.avro.ProducedChunk;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Checks an event against its collection and the limits, and fetches what it refers to. Thread-safe. */
public final class DocumentChangeReader {

    private static final int MAX_SOURCE = 2048;
    private static final int MAX_TITLE = 1000;
    private static final int MAX_FILE_NAME = 1000;
    private static final int MAX_FILE_PATH = 4096;

    private final CollectionCatalog collections;
    private final ContentReferences references;
    private final DocumentsProperties limits;

    public DocumentChangeReader(CollectionCatalog collections, DocumentsProperties limits) {
        this.collections = collections;
        this.references = new ContentReferences(limits);
        this.limits = limits;
    }

    /** Events were received: they mean the collections that have their names now, not those that had them before. */
    public void received() {
        collections.refresh();
    }

    /**
     * @throws RefusedEventException if the event can never be applied
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if that cannot be told now
     */
    public DocumentChange read(Decoded decoded, EventPosition position) {
        DocumentEvent event = decoded.event();
        String source = source(event.getSource());
        CollectionSettings collection = collection(event.getCollection());
        DocumentId id = DocumentId.of(collection.id(), source);
        Provenance provenance = new Provenance(
                Utf8.storable(event.getEventId(), "event_id"),
                position,
                event.getSequence(),
                event.getOccurredAt(),
                storable(event.getActor(), "actor"),
                decoded.traceparent());
        return switch (EventKind.of(event.getType())) {
            case UPSERT -> upsert(event, id, collection, source, provenance);
            case DELETE -> new DocumentChange.Delete(id, collection, source, provenance, false);
            case PURGE -> new DocumentChange.Delete(id, collection, source, provenance, true);
            case RESTORE -> new DocumentChange.Restore(id, collection, source, provenance);
            case DESCRIBE -> {
                Cleaning cleaning = new Cleaning();
                yield new DocumentChange.Describe(
                        id, collection, source, provenance, title(event, cleaning), metadata(event, cleaning));
            }
        };
    }

    private DocumentChange upsert(
            DocumentEvent event, DocumentId id, CollectionSettings collection, String source, Provenance provenance) {
        Cleaning cleaning = new Cleaning();
        String title = title(event, cleaning);
        Map<String, String> metadata = metadata(event, cleaning);
        FileReference file = file(event);
        List<ProducedChunk> produced = event.getChunks();
        byte @Nullable [] bytes = received(event);
        if (produced != null) {
            List<SuppliedChunk> received = chunks(produced, collection);
            List<SuppliedChunk> chunks = cleaning.chunks(received);
            String content = SuppliedContent.join(chunks);
            TextFormat format = TextFormat.PLAIN;
            checkSize(content.length());
            return new DocumentChange.Upsert(
                    id,
                    collection,
                    source,
                    provenance,
                    title,
                    format,
                    content,
                    SuppliedContent.hash(received),
                    SuppliedContent.join(received).getBytes(StandardCharsets.UTF_8).length,
                    cleaning.done(),
                    file,
                    metadata,
                    chunks);
        }
        if (bytes == null) {
            throw new RefusedEventException(
                    RefusalCode.MISSING_CONTENT,
                    "The event has none of content, content_bytes, data_ref and chunks: to delete a document, send a type that ends in 'deleted', and to change only its title and metadata, one that ends in 'described'.");
        }
        TextFormat format = MediaTypes.format(event.getMimeType(), source);
        checkSize(bytes.length);
        String text = cleaning.content(Utf8.storable(Utf8.decode(bytes, "content"), "content"));
        return new DocumentChange.Upsert(
                id,
                collection,
                source,
                provenance,
                title,
                format,
                text,
                ContentHash.ofBytes(bytes),
                bytes.length,
                cleaning.done(),
                file,
                metadata,
                null);
    }

    /** The content's bytes; null if chunks carry it, or nothing does. */
    private byte @Nullable [] received(DocumentEvent event) {
        String content = event.getContent();
        ByteBuffer bytes = event.getContentBytes();
        String reference = event.getDataRef();
        int carriers = (content == null ? 0 : 1)
                + (bytes == null ? 0 : 1)
                + (reference == null ? 0 : 1)
                + (event.getChunks() == null ? 0 : 1);
        if (carriers > 1) {
            throw new RefusedEventException(
                    RefusalCode.AMBIGUOUS_CONTENT,
                    "The event has more than one of content, content_bytes, data_ref and chunks: send exactly one.");
        }
        if (content != null) {
            Utf8.requireWellFormed(content, "content");
            return content.getBytes(StandardCharsets.UTF_8);
        }
        if (bytes != null) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return copy;
        }
        return reference == null ? null : references.read(reference);
    }

    private CollectionSettings collection(String nameOrId) {
        Optional<CollectionSettings> found;
        try {
            // PostgreSQL refuses U+0000 even in a comparison.
            found = nameOrId.indexOf('\0') >= 0 ? Optional.empty() : collections.find(nameOrId);
        } catch (DataAccessException e) {
            throw DatabaseFailures.unavailable(e);
        }
        CollectionSettings collection = found.orElseThrow(() -> new RefusedEventException(
                RefusalCode.UNKNOWN_COLLECTION,
                "There is no collection '" + nameOrId + "': create it, then publish the document again."));
        if (!collection.takesDocuments()) {
            throw new RefusedEventException(
                    RefusalCode.COLLECTION_ARCHIVED,
                    "The collection '" + nameOrId
                            + "' is archived and takes no documents: restore it, then publish the document again.");
        }
        return collection;
    }

    private static String source(String source) {
        if (source.isBlank()) {
            throw new RefusedEventException(
                    RefusalCode.EMPTY_SOURCE, "The source is empty, so there is no telling which document is meant.");
        }
        Utf8.requireWellFormed(source, "source");
        if (source.length() > MAX_SOURCE || source.indexOf('\0') >= 0) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_SOURCE,
                    "The source must have at most " + MAX_SOURCE + " characters, none of them U+0000.");
        }
        return source;
    }

    private void checkSize(long bytes) {
        if (bytes > limits.maxContentBytes()) {
            throw new RefusedEventException(
                    RefusalCode.CONTENT_TOO_LARGE,
                    "The content is larger than the " + limits.maxContentBytes()
                            + " bytes that millrace.documents.max-content-size allows.");
        }
    }

    private static @Nullable String title(DocumentEvent event, Cleaning cleaning) {
        String received = storable(event.getTitle(), "title");
        String title = received == null ? null : cleaning.label(received);
        if (title != null && title.length() > MAX_TITLE) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_FIELD, "The title is longer than " + MAX_TITLE + " characters.");
        }
        return title;
    }

    private static FileReference file(DocumentEvent event) {
        String name = storable(event.getFileName(), "file_name");
        String path = storable(event.getFilePath(), "file_path");
        Long size = event.getFileSize();
        if ((name != null && name.length() > MAX_FILE_NAME)
                || (path != null && path.length() > MAX_FILE_PATH)
                || (size != null && size < 0)) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_FIELD,
                    "The file must have a name of at most " + MAX_FILE_NAME + " characters, a path of at most "
                            + MAX_FILE_PATH + ", and no negative size.");
        }
        return new FileReference(name, path, size);
    }

    private Map<String, String> metadata(DocumentEvent event, Cleaning cleaning) {
        Map<String, String> metadata = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, String> entry : event.getMetadata().entrySet()) {
            String key = Utf8.storable(entry.getKey(), "metadata");
            String value = cleaning.label(Utf8.storable(entry.getValue(), "metadata"));
            bytes += key.length() + (long) value.length();
            metadata.put(key, value);
        }
        if (bytes > limits.maxMetadataBytes()) {
            throw new RefusedEventException(
                    RefusalCode.METADATA_TOO_LARGE,
                    "The metadata is larger than the " + limits.maxMetadataBytes()
                            + " characters that millrace.documents.max-metadata-size allows.");
        }
        return Map.copyOf(metadata);
    }

    private static List<SuppliedChunk> chunks(List<ProducedChunk> produced, CollectionSettings collection) {
        if (produced.size() > Chunker.MAX_CHUNKS) {
            throw new RefusedEventException(RefusalCode.TOO_MANY_CHUNKS, TooManyChunksException.MESSAGE);
        }
        List<SuppliedChunk> chunks = new ArrayList<>(produced.size());
        for (ProducedChunk chunk : produced) {
            if (chunk.getText().isBlank()) {
                throw new RefusedEventException(RefusalCode.EMPTY_CHUNK, "One of the chunks has no text.");
            }
            chunks.add(new SuppliedChunk(
                    Utf8.storable(chunk.getText(), "chunk"),
                    storable(chunk.getSectionTitle(), "section_title"),
                    storable(chunk.getPageReference(), "page_reference"),
                    chunk.getVector() == null ? null : vector(chunk.getVector(), collection.dimension())));
        }
        return List.copyOf(chunks);
    }

    private static float[] vector(ByteBuffer bytes, int dimension) {
        if (bytes.remaining() != dimension * Float.BYTES) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_VECTOR,
                    "A vector has " + bytes.remaining() / (double) Float.BYTES + " dimensions, but the collection has "
                            + dimension + ".");
        }
        float[] vector = VectorBytes.decodeFloats(bytes);
        boolean zero = true;
        for (float component : vector) {
            if (!Float.isFinite(component)) {
                throw new RefusedEventException(RefusalCode.INVALID_VECTOR, "A vector holds NaN or an infinity.");
            }
            zero &= component == 0;
        }
        if (zero) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_VECTOR, "A vector holds only zeros, so it has no direction.");
        }
        return vector;
    }

    private static @Nullable String storable(@Nullable String text, String what) {
        return text == null ? null : Utf8.storable(text, what);
    }
}
