/**
 * Users. Who they are comes in and leaves; a password comes in and only its argon2id hash stays. A change is committed with
 * its row in the audit log, and what shuts a user out ends the user's sessions with it.
 */
@NullMarked
package io.millrace.query.user;

import org.jspecify.annotations.NullMarked;
