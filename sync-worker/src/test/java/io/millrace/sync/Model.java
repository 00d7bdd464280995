package io.millrace.sync;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.CollectionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Documents that change at random, and what Qdrant must hold of them in the end: chunk id and version. */
final class Model {

    final CollectionId collection;
    private final Random random;
    private final int dimension;
    private final Map<String, Document> documents = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> live = new HashMap<>();

    Model(CollectionId collection, int dimension, long seed) {
        this.collection = collection;
        this.dimension = dimension;
        this.random = new Random(seed);
    }

    /** A document comes, changes or goes. */
    Document change() {
        String source = "d" + random.nextInt(12);
        Document before =
                documents.getOrDefault(source, new Document(collection, source, 0, java.util.Set.of(), List.of()));
        List<String> texts = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                String text = "text " + random.nextInt(8);
                if (!texts.contains(text)) {
                    texts.add(text);
                }
            }
        }
        Document after = before.next(dimension, texts.toArray(String[]::new));
        documents.put(source, after);
        Map<String, Long> chunks = live.computeIfAbsent(source, s -> new TreeMap<>());
        chunks.keySet()
                .removeIf(chunk -> texts.stream()
                        .noneMatch(text -> after.chunk(text).toString().equals(chunk)));
        after.events().forEach(event -> {
            if (event instanceof ChunkUpsert upsert) {
                chunks.put(upsert.chunkId().toString(), upsert.version());
            }
        });
        return after;
    }

    Map<String, Long> expected() {
        Map<String, Long> all = new TreeMap<>();
        live.values().forEach(all::putAll);
        return all;
    }

    /** Documents whose newest version is not marked yet. */
    static String unmarked(Installation millrace, CollectionId collection) {
        return millrace.query(
                "SELECT count(*) FROM documents WHERE collection_id = ? AND (indexed_version < version OR status ="
                        + " 'COMMITTED')",
                collection.value());
    }
}
