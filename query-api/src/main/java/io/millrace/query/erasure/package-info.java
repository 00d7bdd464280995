/**
 * Erasure of a user or a document. A superuser's request comes in and leaves as an operation, in the transaction that takes the
 * user's power; the sync-worker does the work, and what is shown here is the receipt that it keeps.
 */
@NullMarked
package io.millrace.query.erasure;

import org.jspecify.annotations.NullMarked;
