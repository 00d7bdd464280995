package io.millrace.sync.operation;

/** What the verbs answer to the shell; documented at the foot of every {@code --help}. */
public final class ExitCode {

    public static final int DONE = 0;
    /** It could not be done, and one sentence on stderr says why. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    /** There is no such collection or dead letter. */
    public static final int NOT_FOUND = 3;
    /** {@code verify}: Postgres and Qdrant differ. */
    public static final int DIFFERENT = 4;
    /** {@code verify}: the pipeline did not pass all documents in time. */
    public static final int UNDECIDED = 5;

    private ExitCode() {}
}
