/**
 * The layout of a Qdrant collection: names of vectors and payload keys, indexes, names of generations.
 */
@NullMarked
package io.millrace.schemas.point;

import org.jspecify.annotations.NullMarked;
