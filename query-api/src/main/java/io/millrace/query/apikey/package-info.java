/**
 * API keys. A user's wish for one comes in; its text leaves once, and only its hash stays. A key does what its user may,
 * within its scopes, until it expires or is revoked.
 */
@NullMarked
package io.millrace.query.apikey;

import org.jspecify.annotations.NullMarked;
