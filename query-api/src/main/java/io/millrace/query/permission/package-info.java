/**
 * Permissions. Who is what to a collection comes in and leaves. A change holds from the next transaction on, and is committed
 * with its row in the audit log.
 */
@NullMarked
package io.millrace.query.permission;

import org.jspecify.annotations.NullMarked;
