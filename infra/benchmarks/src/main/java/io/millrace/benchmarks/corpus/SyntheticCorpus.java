package io.millrace.benchmarks.corpus;

import io.millrace.embedding.Bm25Encoder;
import io.millrace.embedding.SparseVector;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An endless corpus of documents of ten chunks. Chunk {@code n} depends on the seed and on {@code n} alone. Thread-safe.
 */
public final class SyntheticCorpus {

    /** Chunks in a document. */
    public static final int CHUNKS_PER_DOCUMENT = 10;

    private static final int CLUSTERS = 64;
    /** How far from its cluster's centre a vector lies: cosine similarity to the centre is about 0.8. */
    private static final double SPREAD = 0.75;

    private static final int CHARACTERS_PER_TOKEN = 4;

    private final long seed;
    private final int dimension;
    private final String embeddingModel;
    private final float[][] centres;
    private final SyntheticText text;
    private final Bm25Encoder bm25 = new Bm25Encoder();

    /** @param embeddingModel the model's name that the chunks carry; nothing is embedded */
    public SyntheticCorpus(long seed, int dimension, String embeddingModel) {
        this.seed = seed;
        this.dimension = dimension;
        this.embeddingModel = embeddingModel;
        this.text = new SyntheticText(seed);
        SplittableRandom random = new SplittableRandom(seed);
        this.centres = new float[CLUSTERS][];
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            centres[cluster] = unit(gaussian(random, new float[dimension], 1));
        }
    }

    public int dimension() {
        return dimension;
    }

    /** The source of the document that chunk {@code n} is in. */
    public static String source(long n) {
        return "bench/document-" + n / CHUNKS_PER_DOCUMENT + ".md";
    }

    public DocumentId document(CollectionId collection, long n) {
        return DocumentId.of(collection, source(n));
    }

    public String text(long n) {
        return text.of(n);
    }

    /** The id that chunk {@code n} has in a collection, as the chunk itself or as a document's only one. */
    public static ChunkId chunkId(DocumentId document, String text) {
        return ChunkId.of(document, ContentHash.ofText(text), 0);
    }

    /** The full state of a chunk, in version 1 of its document. */
    public ChunkUpsert chunk(CollectionId collection, long n) {
        String body = text(n);
        DocumentId document = document(collection, n);
        SparseVector sparse = bm25.encodeDocument(body);
        return new ChunkUpsert(
                chunkId(document, body),
                collection,
                document,
                1,
                body,
                ContentHash.ofText(body),
                "Section " + n % CHUNKS_PER_DOCUMENT,
                null,
                body.length() / CHARACTERS_PER_TOKEN,
                "Document " + n / CHUNKS_PER_DOCUMENT,
                source(n),
                Map.of("origin", "bench"),
                embeddingModel,
                vector(n),
                sparse.indices(),
                sparse.values());
    }

    /** A unit vector near one of the clusters' centres. */
    public float[] vector(long n) {
        return near(new SplittableRandom(seed * 31 + n));
    }

    /** A query: it lies where the chunks lie, and is none of them. */
    public float[] query(long n) {
        return near(new SplittableRandom(~seed * 31 + n));
    }

    private float[] near(SplittableRandom random) {
        float[] vector = centres[random.nextInt(CLUSTERS)].clone();
        return unit(gaussian(random, vector, SPREAD / Math.sqrt(dimension)));
    }

    private static float[] gaussian(SplittableRandom random, float[] vector, double deviation) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) (random.nextGaussian() * deviation);
        }
        return vector;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += component * component;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
