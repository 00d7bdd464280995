/**
 * Filters: what arrives is the protobuf filter of a request, what leaves is a {@link
 * io.millrace.local.qdrant.filter.PointCondition}, which can be asked about one point and can be run as a Lucene query.
 *
 * <p>Both give the same answer. Where index terms decide a condition exactly, the query uses them; everywhere else it reads
 * the payload of each candidate. Semantics follow {@code lib/segment/src/payload_storage/condition_checker.rs} and
 * {@code query_checker.rs} of the Qdrant sources.
 */
@NullMarked
package io.millrace.local.qdrant.filter;

import org.jspecify.annotations.NullMarked;
