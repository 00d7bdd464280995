package io.millrace.query.access;

/**
 * Whoever sent a request, once known. Only {@link AccessFilter} makes one for a request.
 *
 * @param subject what row-level security and the audit log see, such as {@code key:0123456789ab}; not blank
 */
public record Caller(String subject) {

    /** The application itself, for what it measures. */
    public static final Caller SYSTEM = new Caller("system:query-api");

    public Caller {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a caller has a subject");
        }
    }

    @Override
    public String toString() {
        return subject;
    }
}
