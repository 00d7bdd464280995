package io.millrace.sync.rebuild;

/** A rebuild or a rollback that must not go on; search is as it was. The message is one sentence for an operator. */
public final class RefusedRebuildException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedRebuildException(String message) {
        super(message);
    }
}
