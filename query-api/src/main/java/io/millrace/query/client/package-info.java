/**
 * The command line: verbs come in, requests of the HTTP API leave, tables or JSON go to standard output. Every failure is one
 * sentence on standard error and a documented exit code.
 */
@NullMarked
package io.millrace.query.client;

import org.jspecify.annotations.NullMarked;
