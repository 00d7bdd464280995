package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.avro.ProducedChunk;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a producer sends of a document of one chunk. */
enum DocumentKind {
    /** The chunk with its vector: nothing is cut or embedded. */
    SUPPLIED_VECTORS("supplied vectors"),
    /** The text: the ingest-worker cuts it and embeds it with the built-in feature hashing. */
    HASHING("hashing embedder");

    /** A document that stays in one chunk under any default. */
    private static final int CHARACTERS = 400;

    private final String label;

    DocumentKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** An event, and the point that it will become. */
    record Sent(DocumentEvent event, DocumentId document, ChunkId chunk) {}

    /** @param n no other document of the collection has this number */
    Sent document(BenchCollection collection, SyntheticCorpus corpus, long n) {
        String source = "bench/latency-" + n + ".txt";
        DocumentId document = DocumentId.of(collection.id(), source);
        String text = corpus.text(n).substring(0, CHARACTERS).strip();
        boolean supplied = this == SUPPLIED_VECTORS;
        DocumentEvent event = new DocumentEvent(
                UUID.randomUUID().toString(),
                "io.millrace.document.upserted",
                collection.name(),
                source,
                "Document " + n,
                "text/plain",
                supplied ? null : text,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                supplied ? chunks(text, corpus.vector(n)) : null);
        return new Sent(event, document, SyntheticCorpus.chunkId(document, text));
    }

    private static List<ProducedChunk> chunks(String text, float[] vector) {
        return List.of(new ProducedChunk(text, null, null, ByteBuffer.wrap(VectorBytes.encode(vector))));
    }
}
