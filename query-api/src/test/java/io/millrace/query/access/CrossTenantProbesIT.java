package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.Stacks;
import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.problem.ProblemException;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tenants who try to see or change what belongs to others, at random: by path, by body, by cursor, and by statements that are
 * wrong on purpose. {@code -Dmillrace.probes=100000} sends as many; {@code -Dmillrace.seed=…} repeats a run.
 */
class CrossTenantProbesIT {

    private static final int PROBES = Integer.getInteger("millrace.probes", 10_000);
    private static final long SEED = Long.getLong("millrace.seed", 20_260_101L);
    private static final int TENANTS = 5;
    private static final int THREADS = 8;
    private static final int GUESSES = 100;

    private record Tenant(
            String name,
            CollectionId collection,
            DocumentId document,
            String key,
            String keyId,
            UUID userId,
            String marker) {

        List<UUID> ids() {
            return List.of(
                    collection.value(),
                    document.value(),
                    ChunkId.of(document, ContentHash.ofText(first(marker)), 0).value(),
                    UUID.fromString(keyId),
                    userId);
        }

        static String first(String marker) {
            return "what is secret is " + marker;
        }
    }

    /** @param directed whether it asks for what is the victim's, so that success is a leak too */
    private record Probe(
            String method, String path, @Nullable String body, boolean directed) {}

    @Test
    void noProbeOfAnotherTenantLearnsOrChangesAnything() throws Exception {
        probe(QueryApiServer.shared(), "guarded");
    }

    @Test
    void rowLevelSecurityHoldsByItself() throws Exception {
        try (QueryApiServer server = QueryApiServer.start(
                Stacks.shared(),
                context -> context.registerBean(
                        Unguarded.class, Unguarded::new, definition -> definition.setPrimary(true)))) {
            probe(server, "unguarded");
        }
    }

    /** Lets everybody do everything. */
    private static final class Unguarded extends AccessRules {

        Unguarded() {
            super(new CollectionRoles() {
                @Override
                public Optional<Role> role(Caller caller, String reference) {
                    throw new IllegalStateException("nothing is checked");
                }

                @Override
                public ProblemException notFound(String reference) {
                    throw new IllegalStateException("nothing is checked");
                }
            });
        }

        @Override
        void check(Caller caller, Endpoint endpoint, @Nullable String collection) {
            // On purpose: what is below must hold alone.
        }
    }

    private static void probe(QueryApiServer server, String prefix) throws Exception {
        try (IndexedContent content = new IndexedContent(server);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Tenant> tenants = tenants(server, content, prefix);
            List<String> before = state(content, tenants);
            List<String> leaks = Collections.synchronizedList(new ArrayList<>());
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(SEED + thread);
                running.add(threads.submit(() -> {
                    int sent = 0;
                    while (sent < PROBES / THREADS) {
                        Tenant attacker = tenants.get(random.nextInt(TENANTS));
                        sent += switch (random.nextInt(8)) {
                            case 0 -> statement(server, attacker, tenants, random, leaks);
                            case 1 -> guesses(server, attacker, tenants, random, leaks);
                            default ->
                                request(server, attacker, other(tenants, attacker, random), tenants, random, leaks);
                        };
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            assertThat(leaks).as("seed %d, %d probes", SEED, PROBES).isEmpty();
            assertThat(state(content, tenants)).isEqualTo(before);
            // What the probes look for can be found at all: by its own tenant.
            for (Tenant tenant : tenants) {
                assertThat(seen(server, tenant, tenant.ids().toArray(UUID[]::new)))
                        .containsExactlyInAnyOrderElementsOf(tenant.ids());
                assertThat(server.http()
                                .withKey(tenant.key())
                                .post("/v1/search", search("what is secret", tenant.name(), ""))
                                .response()
                                .body())
                        .contains(tenant.marker());
            }
        }
    }

    /** One probe. */
    private static int request(
            QueryApiServer server,
            Tenant attacker,
            Tenant victim,
            List<Tenant> tenants,
            SplittableRandom random,
            List<String> leaks) {
        Probe probe = probe(attacker, victim, random);
        HttpCalls.Answer answer = server.http()
                .withKey(attacker.key())
                .send(
                        probe.method(),
                        probe.path(),
                        probe.body(),
                        probe.body() == null ? Map.of() : Map.of("Content-Type", "application/json"));
        String body = answer.response().body();
        boolean told = tenants.stream().anyMatch(t -> t != attacker && body.contains(t.marker()));
        // A busy machine may answer that it is: that tells nothing. A failure of another kind is a defect.
        if (told || (probe.directed() && answer.status() < 400) || answer.status() == 500) {
            leaks.add(attacker.name() + ": " + probe + " → " + answer.status() + " " + body);
        }
        return 1;
    }

    private static Probe probe(Tenant attacker, Tenant victim, SplittableRandom random) {
        String named =
                random.nextBoolean() ? victim.name() : victim.collection().toString();
        String collection = "/v1/collections/" + named;
        String own = "/v1/collections/" + attacker.name();
        String document = random.nextBoolean() ? victim.document().toString() : "a.md";
        return switch (random.nextInt(24)) {
            case 0 -> new Probe("GET", collection, null, true);
            case 1 -> new Probe("GET", collection + "/documents", null, true);
            case 2 -> new Probe("GET", collection + "/documents/" + document + "?include_content=true", null, true);
            case 3 -> new Probe("GET", own + "/documents/" + victim.document() + "?include_content=true", null, true);
            case 4 -> new Probe("GET", collection + "/documents/" + document + "/chunks", null, true);
            case 5 -> new Probe("GET", own + "/documents/" + victim.document() + "/chunks", null, true);
            case 6 -> new Probe("POST", "/v1/search", search("what is secret", named, ""), true);
            case 7 ->
                new Probe("POST", "/v1/search", search("what is secret", named + "\",\"" + attacker.name(), ""), true);
            case 8 ->
                new Probe(
                        "POST",
                        "/v1/search",
                        search(
                                victim.marker(),
                                attacker.name(),
                                ",\"filter\":{\"document_id\":\"" + victim.document() + "\"}"),
                        false);
            case 9 -> new Probe("PUT", collection + "/documents/mine.md", "{\"content\":\"Mine.\"}", true);
            case 10 -> new Probe("DELETE", collection + "/documents/" + document, null, true);
            case 11 -> new Probe("GET", collection + "/permissions", null, true);
            case 12 -> new Probe("PUT", collection + "/permissions/" + attacker.name(), "{\"role\":\"admin\"}", true);
            case 13 -> new Probe("DELETE", collection + "/permissions/" + victim.name(), null, true);
            case 14 -> new Probe("DELETE", collection, null, true);
            case 15 -> new Probe("PUT", collection + "/owner", "{\"username\":\"" + attacker.name() + "\"}", true);
            case 16 -> new Probe("PUT", collection, "{\"is_public\":true}", true);
            case 17 -> new Probe("GET", "/v1/collections?limit=" + (1 + random.nextInt(500)), null, false);
            case 18 -> new Probe("GET", "/v1/pipeline", null, false);
            case 19 -> new Probe("GET", "/v1/users/" + victim.name(), null, true);
            case 20 -> new Probe("PATCH", "/v1/users/" + victim.userId(), "{\"is_active\":false}", true);
            case 21 -> new Probe("DELETE", "/v1/api-keys/" + victim.keyId(), null, true);
            case 22 -> new Probe("GET", "/v1/users", null, false);
            default -> new Probe("DELETE", "/v1/users/" + victim.name(), null, true);
        };
    }

    private static String search(String query, String collection, String more) {
        return "{\"query\":\"" + query + "\",\"collections\":[\"" + collection + "\"],\"top_k\":100" + more + "}";
    }

    /** What a defect of the application could send to PostgreSQL: nothing of it names the caller. */
    private static int statement(
            QueryApiServer server, Tenant attacker, List<Tenant> tenants, SplittableRandom random, List<String> leaks) {
        String sql = switch (random.nextInt(9)) {
            case 0 -> "SELECT * FROM chunks";
            case 1 -> "SELECT * FROM documents";
            case 2 -> "SELECT * FROM collections";
            case 3 ->
                "SELECT d.*, c.* FROM documents d JOIN chunks c ON c.document_id = d.id LEFT JOIN collections k ON"
                        + " k.id = c.collection_id";
            case 4 -> "SELECT * FROM users";
            case 5 -> "SELECT u.*, k.* FROM users u JOIN api_keys k ON true";
            case 6 -> "SELECT * FROM collection_permissions";
            case 7 -> "UPDATE collections SET is_public = true WHERE owner_id <> caller_id() RETURNING *";
            default -> "SELECT max(text), max(id::text), string_agg(text, ',') FROM chunks";
        };
        Caller caller = new Caller("probe", attacker.userId(), false, Scope.ALL);
        String told = server.bean(CallerTransactions.class)
                .in(caller, dsl -> dsl.fetch(sql).formatJSON());
        boolean leaked = tenants.stream()
                .filter(t -> t != attacker)
                .anyMatch(t -> told.contains(t.marker())
                        || told.contains(t.name() + "\"")
                        || told.contains(t.userId().toString())
                        || told.contains(t.collection().toString()));
        if (leaked) {
            leaks.add(attacker.name() + ": " + sql + " → " + told);
        }
        return 1;
    }

    /** As many probes as there are ids: each is looked for in every table that has it. */
    private static int guesses(
            QueryApiServer server, Tenant attacker, List<Tenant> tenants, SplittableRandom random, List<String> leaks) {
        UUID[] ids = new UUID[GUESSES];
        for (int i = 0; i < GUESSES; i++) {
            List<UUID> foreign = other(tenants, attacker, random).ids();
            ids[i] = foreign.get(random.nextInt(foreign.size()));
        }
        List<UUID> seen = seen(server, attacker, ids);
        if (!seen.isEmpty()) {
            leaks.add(attacker.name() + ": saw " + seen);
        }
        return GUESSES;
    }

    private static List<UUID> seen(QueryApiServer server, Tenant tenant, UUID[] ids) {
        Caller caller = new Caller("probe", tenant.userId(), false, Scope.ALL);
        return server.bean(CallerTransactions.class)
                .in(caller, dsl -> dsl.fetch("""
                    SELECT id FROM chunks WHERE id = ANY ({0})
                    UNION ALL SELECT id FROM documents WHERE id = ANY ({0})
                    UNION ALL SELECT id FROM collections WHERE id = ANY ({0})
                    UNION ALL SELECT id FROM users WHERE id = ANY ({0})
                    UNION ALL SELECT id FROM api_keys WHERE id = ANY ({0})
                    """, DSL.val(ids)).getValues(0, UUID.class));
    }

    private static Tenant other(List<Tenant> tenants, Tenant not, SplittableRandom random) {
        int step = 1 + random.nextInt(TENANTS - 1);
        return tenants.get((tenants.indexOf(not) + step) % TENANTS);
    }

    private static List<Tenant> tenants(QueryApiServer server, IndexedContent content, String prefix) throws Exception {
        Installation installation = new Installation(server, content);
        List<Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            String name = "tenant-" + prefix + "-" + i;
            String marker = "zq" + new SplittableRandom(SEED ^ (i * 31L) ^ prefix.hashCode()).nextLong(1L << 60) + "zq";
            UUID user = installation.user(name);
            CollectionId collection = content.readyCollection(
                    name, "{\"embedding_model\":\"hashing-384\",\"description\":\"of " + marker + "\"}");
            content.execute("UPDATE collections SET owner_id = ? WHERE id = ?", user, collection.value());
            DocumentId document = content.document(
                    collection,
                    "a.md",
                    Map.of("secret", marker),
                    Tenant.first(marker),
                    "and a second chunk of " + marker);
            content.execute("UPDATE users SET full_name = ? WHERE id = ?", marker, user);
            Installation.MadeKey key = installation.key(
                    server.apiKey(), "\"username\":\"" + name + "\",\"scopes\":[\"read\",\"write\",\"admin\"]");
            tenants.add(new Tenant(name, collection, document, key.text(), key.id(), user, marker));
        }
        return tenants;
    }

    /** Everything that a probe could have changed. */
    private static List<String> state(IndexedContent content, List<Tenant> tenants) throws Exception {
        List<String> state = new ArrayList<>();
        try (PreparedStatement statement = content.admin().prepareStatement("""
            SELECT c.owner_id, c.is_public, c.version, c.deleted_at, u.is_active, u.is_superuser,
                   (SELECT count(*) FROM api_keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL),
                   (SELECT count(*) FROM collection_permissions p WHERE p.collection_id = c.id)
            FROM collections c JOIN users u ON u.id = ?
            WHERE c.id = ?
            """)) {
            for (Tenant tenant : tenants) {
                statement.setObject(1, tenant.userId());
                statement.setObject(2, tenant.collection().value());
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    StringBuilder line = new StringBuilder(tenant.name());
                    for (int column = 1; column <= 8; column++) {
                        line.append(' ').append(row.getString(column));
                    }
                    state.add(line.toString());
                }
            }
        }
        return state;
    }
}
