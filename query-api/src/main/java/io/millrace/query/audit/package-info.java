/**
 * The audit log. What a caller changed comes in, in the transaction that changes it; a row leaves, or neither does. No
 * password, key or token ever does.
 */
@NullMarked
package io.millrace.query.audit;

import org.jspecify.annotations.NullMarked;
