package io.millrace.sync.erasure;

import io.millrace.schemas.id.CollectionId;
import java.time.Instant;

/**
 * A collection as events name it.
 *
 * @param since when it was made: what was sent to its name before is not known to be its
 */
record ErasedCollection(CollectionId id, String name, Instant since) {}
