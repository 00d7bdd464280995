/**
 * Limits on how often somebody may ask. Whoever asks comes in, as a key, a user, a name, an address or a collection; leave to go
 * on, or when to come again, leaves. Nobody waits here. What is counted is in this process alone: of several processes of one
 * installation each gives as much as is configured.
 */
@NullMarked
package io.millrace.query.ratelimit;

import org.jspecify.annotations.NullMarked;
