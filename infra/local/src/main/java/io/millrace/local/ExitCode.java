package io.millrace.local;

/** What the verbs answer to the shell; documented at the foot of every {@code --help}. */
final class ExitCode {
    /** Done. */
    static final int DONE = 0;
    /** It could not be done, and one sentence on stderr says why. */
    static final int FAILED = 1;
    /** Wrong usage. */
    static final int USAGE = 2;
    /** {@code status}: something is down. */
    static final int DOWN = 3;

    private ExitCode() {}
}
