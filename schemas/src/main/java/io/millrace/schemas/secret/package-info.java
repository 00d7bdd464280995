/**
 * Secrets as an operator gives them: environment variables come in, and what they or the files that they name hold leaves, or a
 * refusal with one sentence. No secret is in a sentence.
 */
@NullMarked
package io.millrace.schemas.secret;

import org.jspecify.annotations.NullMarked;
