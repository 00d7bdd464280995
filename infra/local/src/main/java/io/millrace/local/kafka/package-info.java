/**
 * A real Kafka broker and controller (KRaft, one node) in a JVM of its own, from Kafka's own jars: a directory and two
 * ports arrive, a running broker leaves.
 *
 * <p>Guarantees: both listeners are on 127.0.0.1 and ask for a password (SASL/PLAIN); topics are never created by chance;
 * data outlives {@code kill -9}.
 */
@NullMarked
package io.millrace.local.kafka;

import org.jspecify.annotations.NullMarked;
