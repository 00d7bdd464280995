/**
 * Pages of lists: an opaque cursor comes in, a page and the next cursor leave. Paging is by key, never by count, so what is
 * inserted or deleted meanwhile neither repeats nor hides anything else.
 */
@NullMarked
package io.millrace.query.listing;

import org.jspecify.annotations.NullMarked;
