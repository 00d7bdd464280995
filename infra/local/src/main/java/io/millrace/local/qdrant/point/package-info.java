/**
 * Points: their identifiers, their vectors and the vector spaces a collection declares.
 *
 * <p>What arrives are protobuf messages of a request; what leaves are immutable, validated values. A value of this package
 * has passed every check that needs no stored data: identifiers parse, dimensions fit, cosine vectors have unit length.
 */
@NullMarked
package io.millrace.local.qdrant.point;

import org.jspecify.annotations.NullMarked;
