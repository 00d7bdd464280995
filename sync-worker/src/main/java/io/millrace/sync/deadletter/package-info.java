/**
 * Dead letters: records that can never be applied come in, with their reason; they leave to {@code <topic>-dlt} with their
 * bytes and headers as they were, and back to where they came from when an operator says so.
 */
@NullMarked
package io.millrace.sync.deadletter;

import org.jspecify.annotations.NullMarked;
