package io.millrace.ingest.document;

import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.SuppliedChunk;
import io.millrace.ingest.document.event.SuppliedContent;
import io.millrace.schemas.id.ContentHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a producer cut its document, as {@code documents.supplied_chunks} has it: the texts are pieces of the content, the
 * vectors are in {@code embeddings} under the names given here.
 */
final class SuppliedLayout {

    private static final TypeReference<List<Map<String, @Nullable Object>>> LIST = new TypeReference<>() {};
    private static final JsonMapper JSON = new JsonMapper();

    private SuppliedLayout() {}

    /** Null for a document that is cut here. */
    static @Nullable String of(DocumentChange.Upsert change) {
        List<SuppliedChunk> chunks = change.supplied();
        if (chunks == null) {
            return null;
        }
        List<Map<String, @Nullable Object>> layout = new ArrayList<>(chunks.size());
        for (SuppliedChunk chunk : chunks) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("length", chunk.text().length());
            entry.put("section", chunk.sectionTitle());
            entry.put("page", chunk.pageReference());
            float[] vector = chunk.vector();
            entry.put(
                    "model",
                    vector == null
                            ? null
                            : EmbeddingKey.supplied(
                                            change.collection().embeddingModel(),
                                            ContentHash.ofText(chunk.text()),
                                            vector)
                                    .model());
            layout.add(entry);
        }
        return JSON.writeValueAsString(layout);
    }

    /** The names of the vectors that the layout needs. */
    static Set<String> models(String layout) {
        Set<String> models = new TreeSet<>();
        for (Map<String, @Nullable Object> entry : JSON.readValue(layout, LIST)) {
            if (entry.get("model") instanceof String model) {
                models.add(model);
            }
        }
        return models;
    }

    /** The chunks again; one whose vector is gone has none, so that the collection's model makes another. */
    static List<SuppliedChunk> chunks(String layout, String content, Map<EmbeddingKey, float[]> vectors) {
        List<SuppliedChunk> chunks = new ArrayList<>();
        int start = 0;
        for (Map<String, @Nullable Object> entry : JSON.readValue(layout, LIST)) {
            int length = entry.get("length") instanceof Number number ? number.intValue() : 0;
            String text = content.substring(start, start + length);
            start += length + SuppliedContent.SEPARATOR.length();
            float[] vector = entry.get("model") instanceof String model
                    ? vectors.get(new EmbeddingKey(model, ContentHash.ofText(text)))
                    : null;
            chunks.add(new SuppliedChunk(text, (String) entry.get("section"), (String) entry.get("page"), vector));
        }
        return chunks;
    }
}
