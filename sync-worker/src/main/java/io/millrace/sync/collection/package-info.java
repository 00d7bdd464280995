/**
 * Collections: specs from the compacted topic come in, a Qdrant generation behind its alias leaves. Each step finds out what
 * the steps before it did, so that a crash between any two converges at the next delivery.
 */
@NullMarked
package io.millrace.sync.collection;

import org.jspecify.annotations.NullMarked;
