/**
 * Vectors as bytes: float32, little-endian, never boxed.
 */
@NullMarked
package io.millrace.schemas.vector;

import org.jspecify.annotations.NullMarked;
