/**
 * Collections, their names and their writes: what arrives are messages of the collections and points services, what leaves
 * are durable changes and consistent reads.
 *
 * <p>Names resolve through one immutable map of aliases per moment, so a reader sees all of an alias change or none of it.
 */
@NullMarked
package io.millrace.local.qdrant.collection;

import org.jspecify.annotations.NullMarked;
