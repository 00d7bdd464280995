package io.millrace.query.document;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.id.DocumentId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a request is about: a document, which may not be there, of a collection that is, as its caller sees them. */
final class DocumentTarget {

    private final Caller caller;
    private final CollectionRow collection;
    private final DocumentPath path;
    private final DocumentStore store;

    private DocumentTarget(Caller caller, CollectionRow collection, DocumentPath path, DocumentStore store) {
        this.caller = caller;
        this.collection = collection;
        this.path = path;
        this.store = store;
    }

    /** Finds out what a request is about. */
    @Component
    static final class Resolver {

        private final CollectionDirectory collections;
        private final DocumentStore store;

        Resolver(CollectionDirectory collections, DocumentStore store) {
            this.collections = collections;
            this.store = store;
        }

        /** @throws ProblemException if there is no such collection, or the path names no document */
        DocumentTarget resolve(Caller caller, String collection, HttpServletRequest request) {
            return resolve(caller, collection, DocumentPath.of(request.getRequestURI()));
        }

        /** @throws ProblemException if there is no such collection */
        DocumentTarget resolve(Caller caller, String collection, DocumentPath path) {
            return new DocumentTarget(caller, collections.require(caller, collection), path, store);
        }
    }

    CollectionRow collection() {
        return collection;
    }

    /** Whether the path asks for the document's chunks. */
    boolean isChunks() {
        return path.chunks();
    }

    /** @throws ProblemException {@link ProblemCode#DOCUMENT_NOT_FOUND} */
    DocumentResource require(boolean contentWanted) {
        return store.find(caller, collection, path, contentWanted)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.DOCUMENT_NOT_FOUND,
                        "the collection '" + collection.name()
                                + "' has no such document: a change that was just sent may still be on its way."));
    }

    /** @throws ProblemException if the collection takes no changes of documents */
    void requireOpen() {
        if (!CollectionState.of(collection.status().name(), collection.statusMessage())
                .takesDocuments()) {
            throw new ProblemException(
                    ProblemCode.COLLECTION_ARCHIVED,
                    "the collection '" + collection.name()
                            + "' is archived and takes no documents: unarchive it, then send the change again.");
        }
    }

    /** Of its content; negative if it is not there, or deleted. */
    long heldBytes() {
        return store.find(caller, collection, path, false)
                .filter(document -> !document.deleted())
                .map(DocumentResource::contentBytes)
                .orElse(-1L);
    }

    /** @throws ProblemException if the document is not there, or its content is gone */
    DocumentResource requireRestorable() {
        DocumentResource document = require(false);
        if (document.purgedAt() != null) {
            throw new ProblemException(
                    ProblemCode.DOCUMENT_NOT_RESTORABLE,
                    "the document was purged at " + document.purgedAt()
                            + " and its content is gone: publish it again with its content.");
        }
        return document;
    }

    /** @throws ProblemException if the document is not there, or is deleted */
    DocumentResource requireLive() {
        DocumentResource document = require(false);
        if (document.deleted()) {
            throw new ProblemException(
                    ProblemCode.DOCUMENT_DELETED,
                    "the document is deleted: restore it, or publish it again, before you describe it.");
        }
        return document;
    }

    /**
     * @param limit at least 1
     * @throws ProblemException if the cursor is of another list, or there is no such document
     */
    Page<ChunkResource> chunks(@Nullable String cursor, int limit) {
        String after = Cursor.key(cursor);
        int from;
        try {
            from = after.isEmpty() ? 0 : Integer.parseInt(after) + 1;
        } catch (NumberFormatException e) {
            throw new ProblemException(ProblemCode.VALIDATION_FAILED, "this cursor is of another list.");
        }
        List<ChunkResource> chunks =
                store.chunks(caller, collection, require(false).id(), from, limit + 1);
        return Page.of(chunks, limit, chunk -> Integer.toString(chunk.index()), chunk -> chunk);
    }

    /**
     * What a change is of: the document's own source when it is given by id, else a source that may be new.
     *
     * @throws ProblemException if the path is of chunks
     */
    String source() {
        if (path.chunks()) {
            String detail = "chunks are not written: if the source ends in /chunks, write %2Fchunks.";
            throw new ProblemException(
                    ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("document", detail)));
        }
        return path.id().isEmpty()
                ? path.reference()
                : store.find(caller, collection, path, false)
                        .map(DocumentResource::source)
                        .orElse(path.reference());
    }

    /** Where the document of this source is to be watched. */
    AcceptedChange accepted(String source, String eventId) {
        String id = DocumentId.of(collection.id(), source).toString();
        return new AcceptedChange(
                eventId, id, collection.name(), source, "/v1/collections/" + collection.name() + "/documents/" + id);
    }
}
