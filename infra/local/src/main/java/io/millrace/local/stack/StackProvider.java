package io.millrace.local.stack;

import java.nio.file.Path;

/** Starts stacks in one way; found through {@link java.util.ServiceLoader}. */
public interface StackProvider {
    /** The value of the system property {@code millrace.stack} that chooses this provider. */
    String name();

    /**
     * Starts a stack and waits until all of it answers.
     *
     * @param directory an existing folder that this stack has for itself
     * @throws io.millrace.local.process.LocalProcessException with one sentence, when it cannot start
     */
    Stack start(Path directory);
}
