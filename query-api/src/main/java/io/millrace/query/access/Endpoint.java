package io.millrace.query.access;

import static io.millrace.query.access.Need.ADMIN;
import static io.millrace.query.access.Need.ADMIN_OR_NEW;
import static io.millrace.query.access.Need.CALLER;
import static io.millrace.query.access.Need.OPEN;
import static io.millrace.query.access.Need.OWNER;
import static io.millrace.query.access.Need.READER;
import static io.millrace.query.access.Need.SUPERUSER;
import static io.millrace.query.access.Need.WRITER;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one table of who may do what: every path that the application answers at, what its caller must be, and the scope that a
 * key must have. What is not in it is refused. {@code docs/access.md} and the test of every endpoint with every kind of
 * caller are made from it.
 */
public enum Endpoint {
    ROOT("GET", "/", OPEN, null),
    HEALTH("GET", "/actuator/health", OPEN, null),
    LIVENESS("GET", "/actuator/health/liveness", OPEN, null),
    READINESS("GET", "/actuator/health/readiness", OPEN, null),
    ACTUATOR("GET", Endpoint.ACTUATOR_PREFIX + "/**", SUPERUSER, Scope.READ),
    ERROR("*", "/error", CALLER, null),
    DESCRIPTION("GET", "/v1/openapi", OPEN, null),
    DESCRIPTION_YAML("GET", "/v1/openapi.yaml", OPEN, null),

    LOGIN("POST", "/v1/auth/login", OPEN, null),
    REFRESH("POST", "/v1/auth/refresh", OPEN, null),
    LOGOUT("POST", "/v1/auth/logout", CALLER, null),

    GET_OWN_USER("GET", "/v1/users/me", CALLER, Scope.READ),
    PATCH_OWN_USER("PATCH", "/v1/users/me", CALLER, Scope.ADMIN),
    EXPORT_OWN_USER("GET", "/v1/users/me/export", CALLER, Scope.ADMIN),
    PUT_OWN_PASSWORD("PUT", "/v1/users/me/password", CALLER, Scope.ADMIN),
    LIST_USERS("GET", "/v1/users", SUPERUSER, Scope.ADMIN),
    CREATE_USER("POST", "/v1/users", SUPERUSER, Scope.ADMIN),
    GET_USER("GET", "/v1/users/{user}", SUPERUSER, Scope.ADMIN),
    PATCH_USER("PATCH", "/v1/users/{user}", SUPERUSER, Scope.ADMIN),
    DELETE_USER("DELETE", "/v1/users/{user}", SUPERUSER, Scope.ADMIN),

    LIST_API_KEYS("GET", "/v1/api-keys", CALLER, Scope.ADMIN),
    CREATE_API_KEY("POST", "/v1/api-keys", CALLER, Scope.ADMIN),
    REVOKE_API_KEY("DELETE", "/v1/api-keys/{key}", CALLER, Scope.ADMIN),

    LIST_COLLECTIONS("GET", "/v1/collections", CALLER, Scope.READ),
    GET_COLLECTION("GET", "/v1/collections/{collection}", READER, Scope.READ),
    PUT_COLLECTION("PUT", "/v1/collections/{collection}", ADMIN_OR_NEW, Scope.ADMIN),
    DELETE_COLLECTION("DELETE", "/v1/collections/{collection}", OWNER, Scope.ADMIN),
    PUT_OWNER("PUT", "/v1/collections/{collection}/owner", OWNER, Scope.ADMIN),
    ARCHIVE_COLLECTION("POST", "/v1/collections/{collection}/archive", ADMIN, Scope.ADMIN),
    UNARCHIVE_COLLECTION("POST", "/v1/collections/{collection}/unarchive", ADMIN, Scope.ADMIN),
    GET_LIMITS("GET", "/v1/collections/{collection}/limits", READER, Scope.READ),
    PUT_LIMITS("PUT", "/v1/collections/{collection}/limits", SUPERUSER, Scope.ADMIN),
    LIST_SOURCES("GET", "/v1/collections/{collection}/sources", READER, Scope.READ),
    GET_PROGRESS("GET", "/v1/collections/{collection}/progress", READER, Scope.READ),
    LIST_COLLECTION_AUDIT_LOGS("GET", "/v1/collections/{collection}/audit-logs", ADMIN, Scope.ADMIN),
    LIST_PERMISSIONS("GET", "/v1/collections/{collection}/permissions", ADMIN, Scope.ADMIN),
    GET_PERMISSION("GET", "/v1/collections/{collection}/permissions/{user}", ADMIN, Scope.ADMIN),
    PUT_PERMISSION("PUT", "/v1/collections/{collection}/permissions/{user}", ADMIN, Scope.ADMIN),
    DELETE_PERMISSION("DELETE", "/v1/collections/{collection}/permissions/{user}", ADMIN, Scope.ADMIN),

    LIST_DOCUMENTS("GET", "/v1/collections/{collection}/documents", READER, Scope.READ),
    GET_DOCUMENT("GET", "/v1/collections/{collection}/documents/{*document}", READER, Scope.READ),
    LIST_CHUNKS("GET", "/v1/collections/{collection}/documents/{document}/chunks", READER, Scope.READ),
    PUT_DOCUMENT("PUT", "/v1/collections/{collection}/documents/{*document}", WRITER, Scope.WRITE),
    DESCRIBE_DOCUMENT("PATCH", "/v1/collections/{collection}/documents/{*document}", WRITER, Scope.WRITE),
    DELETE_DOCUMENT("DELETE", "/v1/collections/{collection}/documents/{*document}", WRITER, Scope.WRITE),
    RESTORE_DOCUMENT("POST", "/v1/collections/{collection}/documents/{document}/restore", WRITER, Scope.WRITE),
    /** The same, of a source whose slashes are plain. */
    RESTORE_DOCUMENT_OF_PATH("POST", "/v1/collections/{collection}/documents/{*document}", WRITER, Scope.WRITE),

    /** Of each collection that is searched, which its body names. */
    SEARCH("POST", "/v1/search", READER, Scope.READ),
    LIST_QUERY_LOGS("GET", "/v1/query-logs", CALLER, Scope.READ),

    /** The caller's own; another's does not exist for him. With the scope of a search, of which they are the record. */
    LIST_CONVERSATIONS("GET", "/v1/conversations", CALLER, Scope.READ),
    CREATE_CONVERSATION("POST", "/v1/conversations", CALLER, Scope.READ),
    GET_CONVERSATION("GET", "/v1/conversations/{conversation}", CALLER, Scope.READ),
    RENAME_CONVERSATION("PATCH", "/v1/conversations/{conversation}", CALLER, Scope.READ),
    DELETE_CONVERSATION("DELETE", "/v1/conversations/{conversation}", CALLER, Scope.READ),
    LIST_MESSAGES("GET", "/v1/conversations/{conversation}/messages", CALLER, Scope.READ),
    ADD_MESSAGE("POST", "/v1/conversations/{conversation}/messages", CALLER, Scope.READ),
    LIST_ANSWERS("GET", "/v1/conversations/{conversation}/history", CALLER, Scope.READ),
    ADD_ANSWER("POST", "/v1/conversations/{conversation}/history", CALLER, Scope.READ),

    LIST_AUDIT_LOGS("GET", "/v1/audit-logs", SUPERUSER, Scope.ADMIN),
    VERIFY_AUDIT_LOGS("GET", "/v1/audit-logs/verification", SUPERUSER, Scope.ADMIN),

    LIST_ERASURES("GET", "/v1/erasures", SUPERUSER, Scope.ADMIN),
    CREATE_ERASURE("POST", "/v1/erasures", SUPERUSER, Scope.ADMIN),
    GET_ERASURE("GET", "/v1/erasures/{erasure}", SUPERUSER, Scope.ADMIN),

    GET_PARTITIONS("GET", "/v1/statistics/partitions", SUPERUSER, Scope.READ),
    GET_PARTITION("GET", "/v1/statistics/partitions/{key}", SUPERUSER, Scope.READ),
    GET_SEARCH_DAYS("GET", "/v1/statistics/searches", SUPERUSER, Scope.READ),
    GET_CHUNKING_STATISTICS("GET", "/v1/collections/{collection}/statistics", READER, Scope.READ),

    /** Shows the caller's collections only. */
    PIPELINE("GET", "/v1/pipeline", CALLER, Scope.READ);

    static final String ACTUATOR_PREFIX = "/actuator";

    private static final Set<String> OPEN_PATHS = Arrays.stream(values())
            .filter(e -> e.need == OPEN)
            .map(Endpoint::pattern)
            .collect(Collectors.toUnmodifiableSet());

    private final String method;
    private final String pattern;
    private final Need need;
    private final @Nullable Scope scope;

    Endpoint(String method, String pattern, Need need, @Nullable Scope scope) {
        this.method = method;
        this.pattern = pattern;
        this.need = need;
        this.scope = scope;
    }

    /** Whether whoever has no credential may ask there: those paths have no parts that vary. */
    static boolean isOpen(String path) {
        return OPEN_PATHS.contains(path);
    }

    /** @param pattern as Spring writes it */
    public static Optional<Endpoint> of(String method, String pattern) {
        // HTTP answers HEAD as GET, without the body.
        String asked = "HEAD".equals(method) ? "GET" : method;
        return Arrays.stream(values())
                .filter(e -> e.pattern.equals(pattern) && (e.method.equals(asked) || "*".equals(e.method)))
                .findFirst();
    }

    /** {@code *} for every method. */
    public String method() {
        return method;
    }

    public String pattern() {
        return pattern;
    }

    public Need need() {
        return need;
    }

    public Optional<Scope> scope() {
        return Optional.ofNullable(scope);
    }
}
