package io.millrace.local.process;

/** Whether a child process outlives the JVM that started it. */
public enum Lifetime {
    /** The child is killed when this JVM ends, however it ends. For tests. */
    TIED_TO_PARENT,
    /** The child has its own session and runs on when this JVM, or its terminal, goes away. For {@code up}. */
    DETACHED
}
