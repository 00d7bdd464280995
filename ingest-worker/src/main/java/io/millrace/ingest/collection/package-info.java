/**
 * Collections as ingest sees them. The name or id that an event gives comes in; what the collection wants done with its
 * documents leaves. At most a few seconds old.
 */
@NullMarked
package io.millrace.ingest.collection;

import org.jspecify.annotations.NullMarked;
