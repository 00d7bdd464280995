/**
 * Problems: every failure of a request becomes one RFC 9457 document with a stable code and one clear sentence. An
 * exception comes in, a problem leaves; a stack trace never does.
 */
@NullMarked
package io.millrace.query.problem;

import org.jspecify.annotations.NullMarked;
