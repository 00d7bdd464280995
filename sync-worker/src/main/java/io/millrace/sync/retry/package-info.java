/**
 * Trying again for ever: a task that may fail comes in, its result leaves once its dependency answers, or the news that the
 * program is stopping. It never gives up by itself.
 */
@NullMarked
package io.millrace.sync.retry;

import org.jspecify.annotations.NullMarked;
