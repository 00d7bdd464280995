package io.millrace.query.erasure;

import io.millrace.schemas.jooq.tables.records.OperationsRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows an operation that is an erasure: ids and numbers, never what the subject is called. Thread-safe. */
@Component
class ErasureReader {

    private final JsonMapper json;

    ErasureReader(JsonMapper json) {
        this.json = json;
    }

    static ErasureResource preview(
            String subject, @Nullable UUID user, @Nullable UUID document, List<UUID> collections, long documents) {
        return new ErasureResource(
                null,
                "PREVIEW",
                subject,
                user == null ? null : user.toString(),
                document == null ? null : document.toString(),
                collections.stream().map(UUID::toString).toList(),
                documents,
                null,
                null,
                null,
                null,
                List.of());
    }

    ErasureResource resource(OperationsRecord row) {
        JsonNode config = json.readTree(row.getConfig().data());
        JsonNode stores = json.readTree(row.getProgress().data()).path("stores");
        List<ErasureResource.Store> receipt = new ArrayList<>();
        boolean bounded = !stores.isEmpty();
        Instant last = Instant.EPOCH;
        for (var entry : stores.properties()) {
            ErasureResource.Store store = store(entry.getKey(), entry.getValue());
            receipt.add(store);
            Instant goneBy = store.goneBy();
            bounded &= goneBy != null || store.state().equals("ERASED");
            last = goneBy != null && goneBy.isAfter(last) ? goneBy : last;
        }
        return new ErasureResource(
                row.getId().toString(),
                row.getStatus(),
                config.path("subject").asString(""),
                text(config, "user"),
                text(config, "document"),
                config.path("collections")
                        .valueStream()
                        .map(collection -> collection.path("id").asString(""))
                        .toList(),
                null,
                row.getCreatedAt(),
                row.getFinishedAt(),
                row.getError(),
                bounded && last.isAfter(Instant.EPOCH) ? last : null,
                receipt);
    }

    private static ErasureResource.Store store(String name, JsonNode store) {
        return new ErasureResource.Store(
                name,
                store.path("found").asLong(0),
                store.path("remaining").asLong(0),
                store.path("state").asString(""),
                instant(store, "checked_at"),
                instant(store, "gone_by"),
                store.path("bounded_by").asString(""));
    }

    private static @Nullable Instant instant(JsonNode node, String field) {
        String text = text(node, field);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asString() : null;
    }
}
