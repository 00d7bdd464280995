package io.millrace.schemas.changeevent;

import java.util.Optional;

/** What a record does: the outbox row's type and the header {@code millrace-op}. */
public enum ChangeEventOp {
    UPSERT("upsert"),
    DELETE("delete"),
    DOCUMENT_COMMITTED("document-committed"),
    COLLECTION_SPEC("collection-spec");

    private final String wireName;

    ChangeEventOp(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<ChangeEventOp> ofWireName(String name) {
        for (ChangeEventOp op : values()) {
            if (op.wireName.equals(name)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }
}
