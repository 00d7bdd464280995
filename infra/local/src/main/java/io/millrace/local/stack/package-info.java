/**
 * PostgreSQL, Kafka and Qdrant as integration tests see them, whoever runs them: {@link
 * io.millrace.local.stack.Stacks} hands out a {@link io.millrace.local.stack.Stack}.
 *
 * <p>Guarantees: real servers in processes of their own; data outlives every fault that a test can inject; nothing is
 * left running when the test JVM ends, even by SIGKILL. The system property {@code millrace.stack} chooses the provider.
 */
@NullMarked
package io.millrace.local.stack;

import org.jspecify.annotations.NullMarked;
