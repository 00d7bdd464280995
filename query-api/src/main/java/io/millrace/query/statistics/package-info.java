/**
 * Numbers for those who run the system, from views that PostgreSQL keeps: the partitions of chunks, the sizes of chunks, the
 * searches of a day. No content and nothing about a person leaves here.
 */
@NullMarked
package io.millrace.query.statistics;

import org.jspecify.annotations.NullMarked;
