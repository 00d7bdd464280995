package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.CallerKind.Verdict;
import io.millrace.query.access.Installation.Session;
import io.millrace.schemas.id.CollectionId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Every endpoint, called by everybody, on a private and on a public collection. */
class AccessMatrixIT {

    private static final Map<CallerKind, String> CREDENTIALS = new EnumMap<>(CallerKind.class);
    private static final Map<CallerKind, UUID> USERS = new EnumMap<>(CallerKind.class);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private static QueryApiServer server;
    private static IndexedContent content;
    private static Installation installation;

    private record Request(
            String method, String path, @Nullable String body, int whenAllowed) {}

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        installation = new Installation(server, content);
        for (CallerKind kind : List.of(
                CallerKind.STRANGER,
                CallerKind.READER,
                CallerKind.WRITER,
                CallerKind.ADMIN,
                CallerKind.OWNER,
                CallerKind.SUPERUSER,
                CallerKind.INACTIVE_USER)) {
            Session session = installation.login(
                    "matrix-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            CREDENTIALS.put(kind, session.accessToken());
            USERS.put(kind, session.userId());
        }
        UUID owner = USERS.get(CallerKind.OWNER);
        String ownersToken = CREDENTIALS.get(CallerKind.OWNER);
        CREDENTIALS.put(CallerKind.ANONYMOUS, "");
        CREDENTIALS.put(CallerKind.BAD_KEY, ApiKey.generate());
        CREDENTIALS.put(
                CallerKind.READ_KEY,
                installation.key(ownersToken, "\"scopes\":[\"read\"]").text());
        CREDENTIALS.put(
                CallerKind.WRITE_KEY,
                installation.key(ownersToken, "\"scopes\":[\"write\"]").text());
        CREDENTIALS.put(
                CallerKind.ADMIN_KEY,
                installation.key(ownersToken, "\"scopes\":[\"admin\"]").text());
        String all = "\"scopes\":[\"read\",\"write\",\"admin\"]";
        Installation.MadeKey expired = installation.key(ownersToken, all);
        content.execute(
                "UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ?",
                UUID.fromString(expired.id()));
        CREDENTIALS.put(CallerKind.EXPIRED_KEY, expired.text());
        Installation.MadeKey revoked = installation.key(ownersToken, all);
        installation.as(ownersToken).delete("/v1/api-keys/" + revoked.id());
        CREDENTIALS.put(CallerKind.REVOKED_KEY, revoked.text());
        for (CallerKind kind : CallerKind.values()) {
            USERS.putIfAbsent(kind, owner);
        }
        content.execute("UPDATE users SET is_superuser = true WHERE id = ?", USERS.get(CallerKind.SUPERUSER));
        server.http().patch("/v1/users/matrix-inactive-user", "{\"is_active\":false}");
        for (boolean isPublic : new boolean[] {false, true}) {
            CollectionId id = content.readyCollection(shared(isPublic));
            content.document(id, "a.md", Map.of(), "What the matrix reads.");
            content.document(id, "b/a.md", Map.of(), "What the matrix restores.");
            content.execute(
                    "UPDATE collections SET owner_id = ?, is_public = ? WHERE id = ?", owner, isPublic, id.value());
            permitAll(id.value());
        }
        HttpCalls inactive = installation.as(CREDENTIALS.get(CallerKind.INACTIVE_USER));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> inactive.get("/v1/users/me").status() == 401);
        HttpCalls superuser = installation.as(CREDENTIALS.get(CallerKind.SUPERUSER));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> superuser.get("/v1/users").status() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void everyPathThatAnswersIsInTheTableAndEveryPathInTheTableAnswers() {
        Set<String> undeclared = new TreeSet<>();
        Set<Endpoint> found = new TreeSet<>();
        for (RequestMappingInfoHandlerMapping mapping :
                server.beans(RequestMappingInfoHandlerMapping.class).values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<String> methods = new TreeSet<>();
                info.getMethodsCondition().getMethods().forEach(m -> methods.add(m.name()));
                if (methods.isEmpty()) {
                    methods.add("*");
                }
                for (String pattern : info.getPatternValues()) {
                    for (String method : methods) {
                        Endpoint.of(method, pattern)
                                .or(() -> pattern.startsWith("/actuator")
                                        ? Optional.of(Endpoint.ACTUATOR)
                                        : Optional.empty())
                                .ifPresentOrElse(found::add, () -> undeclared.add(method + " " + pattern));
                    }
                }
            }
        }
        assertThat(undeclared).isEmpty();
        // The two groups of health are paths within one mapping of management.
        found.addAll(Set.of(Endpoint.LIVENESS, Endpoint.READINESS));
        assertThat(found).containsExactlyInAnyOrder(Endpoint.values());
    }

    @Test
    void everybodyIsAnsweredAsTheTableSays() throws Exception {
        List<String> mismatches = new ArrayList<>();
        int calls = 0;
        for (Endpoint endpoint : Endpoint.values()) {
            for (CallerKind kind : CallerKind.values()) {
                for (boolean isPublic : new boolean[] {false, true}) {
                    Request request = request(endpoint, kind, isPublic);
                    HttpCalls.Answer answer = installation
                            .as(CREDENTIALS.get(kind))
                            .send(
                                    request.method(),
                                    request.path(),
                                    request.body(),
                                    request.body() == null ? Map.of() : Map.of("Content-Type", "application/json"));
                    calls++;
                    Verdict verdict = kind.verdict(endpoint, isPublic);
                    if (!agrees(answer, verdict, request.whenAllowed())) {
                        mismatches.add(endpoint + " by " + kind + (isPublic ? " on public" : " on private") + ": "
                                + verdict + " but " + answer.status() + " "
                                + answer.response().body());
                    }
                }
            }
        }
        assertThat(mismatches).as("of %d calls", calls).isEmpty();
        assertThat(calls).isEqualTo(Endpoint.values().length * CallerKind.values().length * 2);
    }

    private static boolean agrees(HttpCalls.Answer answer, Verdict verdict, int whenAllowed) {
        return verdict == Verdict.ALLOWED
                ? answer.status() == whenAllowed
                : answer.status() == verdict.status()
                        && answer.header("Content-Type").equals("application/problem+json")
                        && answer.json().get("code").asString().equals(verdict.code());
    }

    private static Request request(Endpoint endpoint, CallerKind kind, boolean isPublic) throws SQLException {
        String collection = "/v1/collections/" + shared(isPublic);
        return switch (endpoint) {
            case ROOT -> get("/");
            case HEALTH, LIVENESS, READINESS, DESCRIPTION, DESCRIPTION_YAML -> get(endpoint.pattern());
            case ACTUATOR -> get("/actuator/prometheus");
            case ERROR -> new Request("GET", "/error", null, 404);
            // What is missing is only noticed once the door is passed.
            case LOGIN, REFRESH -> new Request("POST", endpoint.pattern(), "{}", 422);
            case LOGOUT -> new Request("POST", "/v1/auth/logout", "{\"refresh_token\":\"none\"}", 204);
            case GET_OWN_USER -> get("/v1/users/me");
            case PATCH_OWN_USER -> new Request("PATCH", "/v1/users/me", "{\"full_name\":\"Somebody\"}", 200);
            case EXPORT_OWN_USER -> get("/v1/users/me/export");
            case PUT_OWN_PASSWORD -> new Request("PUT", "/v1/users/me/password", "{}", 422);
            case LIST_USERS -> get("/v1/users");
            case CREATE_USER -> new Request("POST", "/v1/users", "{\"username\":\"" + fresh() + "\"}", 201);
            case GET_USER -> get("/v1/users/operator");
            case PATCH_USER -> new Request("PATCH", "/v1/users/" + user(), "{\"is_active\":false}", 200);
            case DELETE_USER -> new Request("DELETE", "/v1/users/" + user(), null, 204);
            case LIST_API_KEYS -> get("/v1/api-keys");
            case CREATE_API_KEY ->
                new Request("POST", "/v1/api-keys", "{\"name\":\"made\",\"scopes\":[\"admin\"]}", 201);
            case REVOKE_API_KEY -> new Request("DELETE", "/v1/api-keys/" + keyOf(USERS.get(kind)), null, 204);
            case LIST_COLLECTIONS -> get("/v1/collections");
            case GET_COLLECTION -> get(collection);
            case PUT_COLLECTION -> new Request("PUT", collection, "{\"description\":\"" + fresh() + "\"}", 200);
            case DELETE_COLLECTION -> new Request("DELETE", "/v1/collections/" + throwaway(isPublic), null, 202);
            case PUT_OWNER ->
                new Request(
                        "PUT",
                        "/v1/collections/" + throwaway(isPublic) + "/owner",
                        "{\"username\":\"matrix-stranger\"}",
                        204);
            case ARCHIVE_COLLECTION -> {
                String name = throwaway(isPublic);
                content.execute("UPDATE collections SET status = 'READY' WHERE name = ?", name);
                yield new Request("POST", "/v1/collections/" + name + "/archive", null, 200);
            }
            case UNARCHIVE_COLLECTION -> new Request("POST", collection + "/unarchive", null, 200);
            case GET_LIMITS -> get(collection + "/limits");
            case PUT_LIMITS ->
                new Request("PUT", "/v1/collections/" + throwaway(isPublic) + "/limits", "{\"max_documents\":9}", 200);
            case LIST_SOURCES -> get(collection + "/sources");
            case GET_PROGRESS -> get(collection + "/progress");
            case LIST_COLLECTION_AUDIT_LOGS -> get(collection + "/audit-logs");
            case LIST_PERMISSIONS -> get(collection + "/permissions");
            case GET_PERMISSION -> get(collection + "/permissions/matrix-reader");
            case PUT_PERMISSION ->
                new Request("PUT", collection + "/permissions/" + user(), "{\"role\":\"writer\"}", 200);
            case DELETE_PERMISSION -> {
                String name = throwaway(isPublic);
                yield new Request("DELETE", "/v1/collections/" + name + "/permissions/matrix-reader", null, 204);
            }
            case LIST_DOCUMENTS -> get(collection + "/documents");
            case GET_DOCUMENT -> get(collection + "/documents/a.md");
            case LIST_CHUNKS -> get(collection + "/documents/a.md/chunks");
            case PUT_DOCUMENT -> new Request("PUT", collection + "/documents/b.md", "{\"content\":\"B.\"}", 202);
            case DESCRIBE_DOCUMENT -> new Request("PATCH", collection + "/documents/a.md", "{\"title\":\"A\"}", 202);
            case RESTORE_DOCUMENT -> new Request("POST", collection + "/documents/a.md/restore", null, 202);
            case RESTORE_DOCUMENT_OF_PATH -> new Request("POST", collection + "/documents/b/a.md/restore", null, 202);
            case DELETE_DOCUMENT -> new Request("DELETE", collection + "/documents/c.md", null, 202);
            case SEARCH ->
                new Request(
                        "POST",
                        "/v1/search",
                        "{\"query\":\"matrix\",\"collections\":[\"" + shared(isPublic) + "\"]}",
                        200);
            case LIST_QUERY_LOGS -> get("/v1/query-logs");
            case LIST_CONVERSATIONS -> get("/v1/conversations");
            case CREATE_CONVERSATION -> new Request("POST", "/v1/conversations", "{}", 201);
            case GET_CONVERSATION -> get(conversation(kind));
            case RENAME_CONVERSATION -> new Request("PATCH", conversation(kind), "{\"title\":\"Another\"}", 200);
            case DELETE_CONVERSATION -> new Request("DELETE", conversation(kind), null, 204);
            case LIST_MESSAGES -> get(conversation(kind) + "/messages");
            case ADD_MESSAGE ->
                new Request("POST", conversation(kind) + "/messages", "{\"role\":\"user\",\"content\":\"Why?\"}", 201);
            case LIST_ANSWERS -> get(conversation(kind) + "/history");
            case ADD_ANSWER ->
                new Request(
                        "POST",
                        conversation(kind) + "/history",
                        "{\"question\":\"Why?\",\"answer\":\"Because.\"}",
                        201);
            case LIST_ERASURES -> get("/v1/erasures");
            case CREATE_ERASURE ->
                new Request("POST", "/v1/erasures", "{\"user\":\"" + user() + "\",\"dry_run\":true}", 200);
            case GET_ERASURE -> get("/v1/erasures/" + erasure());
            case LIST_AUDIT_LOGS, VERIFY_AUDIT_LOGS, GET_PARTITIONS, GET_SEARCH_DAYS -> get(endpoint.pattern());
            case GET_PARTITION -> get("/v1/statistics/partitions/7");
            case GET_CHUNKING_STATISTICS -> get(collection + "/statistics");
            case PIPELINE -> get("/v1/pipeline");
        };
    }

    private static Request get(String path) {
        return new Request("GET", path, null, 200);
    }

    private static String shared(boolean isPublic) {
        return isPublic ? "matrix-public" : "matrix-private";
    }

    private static String conversation(CallerKind kind) throws SQLException {
        UUID id = UUID.randomUUID();
        content.execute("INSERT INTO conversations (id, user_id, title) VALUES (?, ?, 'Mine')", id, USERS.get(kind));
        return "/v1/conversations/" + id;
    }

    private static UUID erasure() throws SQLException {
        UUID id = UUID.randomUUID();
        content.execute(
                "INSERT INTO operations (id, type, status, finished_at) VALUES (?, 'ERASURE', 'SUCCEEDED', now())", id);
        return id;
    }

    private static String fresh() {
        return "matrix-" + COUNTER.incrementAndGet();
    }

    private static String user() throws SQLException {
        String name = fresh();
        installation.user(name);
        return name;
    }

    private static String throwaway(boolean isPublic) throws SQLException {
        String name = fresh();
        permitAll(installation.collection(name, USERS.get(CallerKind.OWNER), isPublic));
        return name;
    }

    private static void permitAll(UUID collection) throws SQLException {
        installation.permit(collection, USERS.get(CallerKind.READER), Role.READER);
        installation.permit(collection, USERS.get(CallerKind.WRITER), Role.WRITER);
        installation.permit(collection, USERS.get(CallerKind.ADMIN), Role.ADMIN);
    }

    private static UUID keyOf(UUID user) throws SQLException {
        UUID id = UUID.randomUUID();
        ApiKey key = ApiKey.parse(ApiKey.generate());
        content.execute(
                "INSERT INTO api_keys (id, user_id, name, prefix, hash, scopes) VALUES (?, ?, 'to revoke', ?, ?, '{read}')",
                id,
                user,
                key.id(),
                key.hash());
        return id;
    }
}
