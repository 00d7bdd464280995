package io.millrace.local.qdrant.filter;

import org.apache.lucene.search.Query;

/** A condition on points. Implementations are immutable values. */
public interface PointCondition {

    /** Whether the point meets this condition. */
    boolean matches(PointView point);

    /** A Lucene query for exactly the live points that meet this condition. */
    Query query();
}
