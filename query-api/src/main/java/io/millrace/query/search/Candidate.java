package io.millrace.query.search;

import io.millrace.query.collection.CollectionRow;
import io.millrace.query.point.FoundPoint;

/** A point that Qdrant found and PostgreSQL has not confirmed yet. */
record Candidate(CollectionRow collection, FoundPoint point) {}
