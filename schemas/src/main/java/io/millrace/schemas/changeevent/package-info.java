/**
 * Change events: what the outbox holds, what the relay sends and what the sync-worker applies. A {@code ChangeEvent}
 * comes in, key, op and value bytes leave, and back. Every version ever written can be read.
 */
@NullMarked
package io.millrace.schemas.changeevent;

import org.jspecify.annotations.NullMarked;
