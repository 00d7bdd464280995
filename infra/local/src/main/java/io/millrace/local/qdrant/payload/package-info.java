/**
 * Payloads of points: what arrives is the protobuf value tree of a request, what leaves are values at a path, index terms,
 * selections and edited copies.
 *
 * <p>Everything here is a pure function over immutable protobuf messages, safe for use by any number of threads. Semantics
 * follow {@code lib/segment/src/json_path} of the Qdrant sources.
 */
@NullMarked
package io.millrace.local.qdrant.payload;

import org.jspecify.annotations.NullMarked;
