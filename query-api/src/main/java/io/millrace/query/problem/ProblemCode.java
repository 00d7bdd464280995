package io.millrace.query.problem;

import org.springframework.http.HttpStatus;

/** Everything that can be wrong with a request, by a stable code: {@code urn:millrace:problem:<code>}. */
public enum ProblemCode {
    MALFORMED_REQUEST("malformed-request", HttpStatus.BAD_REQUEST, "The request cannot be read"),
    UNAUTHENTICATED("unauthenticated", HttpStatus.UNAUTHORIZED, "A valid API key or access token is needed"),
    FORBIDDEN("forbidden", HttpStatus.FORBIDDEN, "Not permitted"),
    NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "There is nothing here"),
    COLLECTION_NOT_FOUND("collection-not-found", HttpStatus.NOT_FOUND, "No such collection"),
    CONVERSATION_NOT_FOUND("conversation-not-found", HttpStatus.NOT_FOUND, "No such conversation"),
    DOCUMENT_NOT_FOUND("document-not-found", HttpStatus.NOT_FOUND, "No such document"),
    USER_NOT_FOUND("user-not-found", HttpStatus.NOT_FOUND, "No such user"),
    PERMISSION_NOT_FOUND("permission-not-found", HttpStatus.NOT_FOUND, "No such permission"),
    PARTITION_NOT_FOUND("partition-not-found", HttpStatus.NOT_FOUND, "No such partition"),
    ERASURE_NOT_FOUND("erasure-not-found", HttpStatus.NOT_FOUND, "No such erasure"),
    API_KEY_NOT_FOUND("api-key-not-found", HttpStatus.NOT_FOUND, "No such API key"),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
    NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "Not acceptable"),
    COLLECTION_IMMUTABLE("collection-immutable", HttpStatus.CONFLICT, "This setting cannot be changed"),
    COLLECTION_NOT_READY("collection-not-ready", HttpStatus.CONFLICT, "The collection is not ready"),
    NAME_TAKEN("name-taken", HttpStatus.CONFLICT, "The name is taken"),
    COLLECTION_ARCHIVED("collection-archived", HttpStatus.CONFLICT, "The collection is archived"),
    COLLECTION_FULL("collection-full", HttpStatus.CONFLICT, "The collection is full"),
    COLLECTION_STATE("collection-state", HttpStatus.CONFLICT, "The collection cannot become so from what it is"),
    DOCUMENT_DELETED("document-deleted", HttpStatus.CONFLICT, "The document is deleted"),
    DOCUMENT_NOT_RESTORABLE("document-not-restorable", HttpStatus.CONFLICT, "The document cannot be restored"),
    USER_IMMUTABLE("user-immutable", HttpStatus.CONFLICT, "This user cannot be changed so"),
    ERASURE_UNDER_WAY("erasure-under-way", HttpStatus.CONFLICT, "The erasure is under way and cannot be changed"),
    REQUEST_TOO_LARGE("request-too-large", HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
    VALIDATION_FAILED("validation-failed", HttpStatus.UNPROCESSABLE_CONTENT, "The request is not valid"),
    UNKNOWN_MODEL("unknown-model", HttpStatus.UNPROCESSABLE_CONTENT, "No such embedding model"),
    EMBEDDING_REJECTED("embedding-rejected", HttpStatus.UNPROCESSABLE_CONTENT, "The query cannot be embedded"),
    RATE_LIMITED("rate-limited", HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    INTERNAL("internal", HttpStatus.INTERNAL_SERVER_ERROR, "The server failed"),
    BUSY("busy", HttpStatus.SERVICE_UNAVAILABLE, "The server is busy"),
    POSTGRES_UNAVAILABLE("postgres-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL is unavailable"),
    QDRANT_UNAVAILABLE("qdrant-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "Qdrant is unavailable"),
    INDEX_MISSING("index-missing", HttpStatus.SERVICE_UNAVAILABLE, "The collection's index is missing"),
    KAFKA_UNAVAILABLE("kafka-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "Kafka is unavailable"),
    EMBEDDING_UNAVAILABLE(
            "embedding-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "The embedding model is unavailable"),
    SEARCH_TIMEOUT("search-timeout", HttpStatus.GATEWAY_TIMEOUT, "The search took too long");

    private final String code;
    private final HttpStatus status;
    private final String title;

    ProblemCode(String code, HttpStatus status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** Stable, lower case with hyphens. */
    public String code() {
        return code;
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }
}
