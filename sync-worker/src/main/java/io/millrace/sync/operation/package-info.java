/**
 * Operator verbs: arguments come in; results leave on stdout, progress and failures in one sentence on stderr, and an exit
 * code that --help documents. No application context is started.
 */
@NullMarked
package io.millrace.sync.operation;

import org.jspecify.annotations.NullMarked;
