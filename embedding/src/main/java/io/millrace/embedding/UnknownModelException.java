package io.millrace.embedding;

import java.util.Set;

/** No embedding model of that name is configured. The message lists those that are. */
public final class UnknownModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownModelException(String modelName, Set<String> known) {
        super("There is no embedding model '%s': use one of %s, or configure millrace.embedding.models.%s"
                .formatted(modelName, String.join(", ", known), modelName));
    }

    /** Stable code: metric tag, dead-letter code and problem type. */
    public String errorCode() {
        return "embedding-unknown-model";
    }
}
