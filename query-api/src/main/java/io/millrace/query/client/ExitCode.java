package io.millrace.query.client;

/** What the process ends with. Documented in the README; scripts depend on it. */
public final class ExitCode {

    public static final int OK = 0;
    /** Something failed that none of the others names. */
    public static final int FAILURE = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** There is no such collection or document. */
    public static final int NOT_FOUND = 5;
    /** The API key is missing, unknown or not enough. */
    public static final int NOT_AUTHORISED = 6;
    /** The API, or something that it needs, does not answer, or was asked too often. */
    public static final int UNAVAILABLE = 7;

    private ExitCode() {}
}
