package io.millrace.local.demo;

/** The query API refused a request (RFC 9457). */
final class ApiProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * What the API answered.
     *
     * @param code stable, such as {@code index-missing}
     * @param detail one sentence
     */
    ApiProblemException(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    /** As one line: status, code and sentence. */
    String line() {
        return "HTTP " + status + ", " + code + ": " + getMessage();
    }
}
