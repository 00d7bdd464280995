package io.millrace.query.collection;

/** How vectors are kept in Qdrant. */
public enum Quantization {
    NONE,
    FLOAT16,
    INT8
}
