package io.millrace.sync.erasure;

import java.time.Instant;
import java.util.UUID;

/**
 * A claimed operation in one pass.
 *
 * @param now when the pass began
 */
record Erasure(UUID id, Subject subject, ErasureProgress progress, Instant now) {}
