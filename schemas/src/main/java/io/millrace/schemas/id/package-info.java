/**
 * Identifiers. Names and content come in, the same identifier leaves every time, on every machine: document and chunk ids
 * are UUIDv5 of what they stand for, so that replays and retries meet the rows and points that exist already.
 */
@NullMarked
package io.millrace.schemas.id;

import org.jspecify.annotations.NullMarked;
