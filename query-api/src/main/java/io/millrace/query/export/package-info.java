/**
 * A user's own data. The user's request comes in; all that is stored about the user leaves as one JSON document, page by page, so
 * that neither memory nor a transaction is held for its length. Row-level security shows nobody else's rows.
 */
@NullMarked
package io.millrace.query.export;

import org.jspecify.annotations.NullMarked;
