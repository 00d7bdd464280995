package io.millrace.query.problem;

import java.io.IOException;

/** A body that is larger than this path takes. An {@link IOException}, since it is found while reading. */
public final class RequestTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    public RequestTooLargeException(long limit) {
        super("the body is larger than the " + limit + " bytes that this path takes.");
    }
}
