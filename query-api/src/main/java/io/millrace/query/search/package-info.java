/**
 * Search. A query comes in; it is embedded, searched in each collection in parallel until a deadline, and every hit is read
 * again from PostgreSQL under row-level security. A hit leaves only if its chunk exists now and may be seen by the caller.
 */
@NullMarked
package io.millrace.query.search;

import org.jspecify.annotations.NullMarked;
