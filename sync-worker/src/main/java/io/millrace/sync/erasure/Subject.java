package io.millrace.sync.erasure;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What is to be erased, as the operation's configuration says. */
sealed interface Subject {

    /** Whose content, wholly or in part, is to go. */
    List<ErasedCollection> collections();

    /** Whether the topic of documents is to be cut off where ingestion has read it, and not left to expire. */
    boolean trimsTopics();

    /** @param collections the user's own that are to go; known once the user's power was taken */
    record Person(UUID user, List<ErasedCollection> collections, boolean trimsTopics) implements Subject {
        public Person {
            collections = List.copyOf(collections);
        }
    }

    /** One document of a collection that stays. */
    record OneDocument(DocumentId document, String source, ErasedCollection collection, boolean trimsTopics)
            implements Subject {
        @Override
        public List<ErasedCollection> collections() {
            return List.of(collection);
        }
    }

    /** @throws IllegalArgumentException if it names neither a user nor a document */
    static Subject of(JsonNode config) {
        List<ErasedCollection> collections = config.path("collections")
                .valueStream()
                .map(c -> new ErasedCollection(
                        CollectionId.parse(c.path("id").asString()),
                        c.path("name").asString(),
                        instant(c.path("since").asString())))
                .toList();
        boolean trims = config.path("trim_topics").asBoolean(false);
        return switch (config.path("subject").asString("")) {
            case "user" -> new Person(UUID.fromString(config.path("user").asString()), collections, trims);
            case "document" ->
                new OneDocument(
                        DocumentId.parse(config.path("document").asString()),
                        config.path("source").asString(),
                        collections.getFirst(),
                        trims);
            default -> throw new IllegalArgumentException("an erasure is of a user or of a document");
        };
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
