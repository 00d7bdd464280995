/**
 * The worker's connection to Kafka: Spring Boot's settings come in, and leave with the authorities that the operator trusts. The
 * verbs of the command line have theirs from the environment alone.
 */
@NullMarked
package io.millrace.ingest.broker;

import org.jspecify.annotations.NullMarked;
