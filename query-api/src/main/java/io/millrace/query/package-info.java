/**
 * The query API: search, collections, documents and the state of the pipeline over HTTP, and the same from the command
 * line. Requests come in, answers or problems leave.
 */
@NullMarked
package io.millrace.query;

import org.jspecify.annotations.NullMarked;
