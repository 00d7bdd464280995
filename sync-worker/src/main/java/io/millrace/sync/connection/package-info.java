/**
 * The three servers: environment variables come in, clients with deadlines and bounded buffers leave. Credentials never appear
 * in a log.
 */
@NullMarked
package io.millrace.sync.connection;

import org.jspecify.annotations.NullMarked;
