package io.millrace.local.qdrant.filter;

/** The Lucene fields of a point: one document is one point. */
public final class IndexFields {

    /** The key as a term, and as a binary doc value. */
    public static final String KEY = "_key";

    /** The payload, a serialised protobuf {@code Struct}, as a binary doc value. */
    public static final String PAYLOAD = "_payload";

    /** The scalars of the payload as terms. */
    public static final String TERMS = "_terms";

    /** The number of the operation that last wrote the point. */
    public static final String VERSION = "_version";

    private IndexFields() {}

    /** The float vectors of a dense space. */
    public static String dense(String vectorName) {
        return "d:" + vectorName;
    }

    /** The postings of a sparse space: a term per dimension, the weight in the payload of its position. */
    public static String sparsePostings(String vectorName) {
        return "s:" + vectorName;
    }

    /** The sparse vectors of a space as binary doc values. */
    public static String sparseValues(String vectorName) {
        return "w:" + vectorName;
    }
}
