package io.millrace.query.collection;

/** How near two vectors are. */
public enum Distance {
    COSINE,
    DOT,
    /** The only one whose score is better when it is lower. */
    EUCLID
}
