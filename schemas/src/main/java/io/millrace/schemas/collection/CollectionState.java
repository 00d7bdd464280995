package io.millrace.schemas.collection;

import org.jspecify.annotations.Nullable;

/**
 * Where a collection is in its life. Each state has the transitions that lead out of it as methods; there are no others.
 * Immutable.
 *
 * <p>The query-api makes (PENDING), archives and deletes collections; the sync-worker, which has the index, moves them
 * through all else; the ingest-worker only asks {@link #takesDocuments}.
 */
public sealed interface CollectionState {

    /** As the status column has it. */
    String status();

    /** One sentence for whoever looks at the collection: why it is so, and what to do; null when all is well. */
    default @Nullable String message() {
        return null;
    }

    /** Whether what it holds can be found. */
    boolean isSearchable();

    /** Whether document events are applied. */
    boolean takesDocuments();

    /** @throws IllegalArgumentException if there is no such status */
    static CollectionState of(String status, @Nullable String message) {
        String sentence = message == null ? "" : message;
        return switch (status) {
            case "PENDING" -> new Pending();
            case "READY" -> new Ready();
            case "PROCESSING" -> new Processing();
            case "ERROR" -> new Failed(sentence);
            case "DEGRADED" -> new Degraded(sentence);
            case "ARCHIVED" -> new Archived();
            case "DELETED" -> new Deleted();
            default -> throw new IllegalArgumentException("no collection has the status '" + status + "'");
        };
    }

    /** Its index is being made. */
    record Pending() implements CollectionState {
        @Override
        public String status() {
            return "PENDING";
        }

        @Override
        public boolean isSearchable() {
            return false;
        }

        @Override
        public boolean takesDocuments() {
            return true;
        }

        public Ready ready() {
            return new Ready();
        }

        public Failed fail(String reason) {
            return new Failed(reason);
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** All is well. */
    record Ready() implements CollectionState {
        @Override
        public String status() {
            return "READY";
        }

        @Override
        public boolean isSearchable() {
            return true;
        }

        @Override
        public boolean takesDocuments() {
            return true;
        }

        public Processing process() {
            return new Processing();
        }

        public Degraded degrade(String reason) {
            return new Degraded(reason);
        }

        public Failed fail(String reason) {
            return new Failed(reason);
        }

        public Archived archive() {
            return new Archived();
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** A rebuild is at work; search goes on over the generation before. */
    record Processing() implements CollectionState {
        @Override
        public String status() {
            return "PROCESSING";
        }

        @Override
        public boolean isSearchable() {
            return true;
        }

        @Override
        public boolean takesDocuments() {
            return true;
        }

        public Ready ready() {
            return new Ready();
        }

        public Degraded degrade(String reason) {
            return new Degraded(reason);
        }

        public Failed fail(String reason) {
            return new Failed(reason);
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** Its index could not be made. */
    record Failed(String message) implements CollectionState {
        @Override
        public String status() {
            return "ERROR";
        }

        @Override
        public boolean isSearchable() {
            return false;
        }

        @Override
        public boolean takesDocuments() {
            return true;
        }

        public Ready ready() {
            return new Ready();
        }

        public Processing process() {
            return new Processing();
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** Its index is not what it should be: hits may be missing, and whoever asks is told. */
    record Degraded(String message) implements CollectionState {
        @Override
        public String status() {
            return "DEGRADED";
        }

        @Override
        public boolean isSearchable() {
            return true;
        }

        @Override
        public boolean takesDocuments() {
            return true;
        }

        public Ready ready() {
            return new Ready();
        }

        public Processing process() {
            return new Processing();
        }

        public Failed fail(String reason) {
            return new Failed(reason);
        }

        public Archived archive() {
            return new Archived();
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** Searched, but takes no documents. */
    record Archived() implements CollectionState {
        @Override
        public String status() {
            return "ARCHIVED";
        }

        @Override
        public boolean isSearchable() {
            return true;
        }

        @Override
        public boolean takesDocuments() {
            return false;
        }

        public Ready restore() {
            return new Ready();
        }

        public Deleted delete() {
            return new Deleted();
        }
    }

    /** The end. */
    record Deleted() implements CollectionState {
        @Override
        public String status() {
            return "DELETED";
        }

        @Override
        public boolean isSearchable() {
            return false;
        }

        @Override
        public boolean takesDocuments() {
            return false;
        }
    }
}
