package io.millrace.query.access;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import java.sql.SQLException;
import java.util.UUID;

/** Users, keys and rows for tests of access, made through the API where that is what is tested and by SQL where it is not. */
final class Installation {

    static final String PASSWORD = "correct horse battery";

    private final QueryApiServer server;
    private final IndexedContent content;

    Installation(QueryApiServer server, IndexedContent content) {
        this.server = server;
        this.content = content;
    }

    /** Somebody who has logged in. */
    record Session(String username, UUID userId, String accessToken, String refreshToken) {}

    HttpCalls as(String credential) {
        return server.http().withKey(credential);
    }

    /** A user without a password, by SQL. */
    UUID user(String username) throws SQLException {
        UUID id = UUID.randomUUID();
        content.execute("INSERT INTO users (id, username) VALUES (?, ?)", id, username);
        return id;
    }

    /** A user with a password, who has logged in. */
    Session login(String username) {
        HttpCalls.Answer made = server.http()
                .post("/v1/users", "{\"username\":\"" + username + "\",\"password\":\"" + PASSWORD + "\"}");
        if (made.status() != 201) {
            throw new IllegalStateException(made.response().body());
        }
        return again(username, UUID.fromString(made.json().get("id").asString()), PASSWORD);
    }

    Session again(String username, UUID id, String password) {
        HttpCalls.Answer answer = attempt(username, password);
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.response().body());
        }
        return new Session(
                username,
                id,
                answer.json().get("access_token").asString(),
                answer.json().get("refresh_token").asString());
    }

    HttpCalls.Answer attempt(String username, String password) {
        return as("").post("/v1/auth/login", "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
    }

    HttpCalls.Answer refresh(String token) {
        return as("").post("/v1/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    record MadeKey(String id, String text) {}

    /** @param settings the rest of the body, after the name, such as {@code "scopes":["read"]} */
    MadeKey key(String credential, String settings) {
        HttpCalls.Answer answer = as(credential).post("/v1/api-keys", "{\"name\":\"a test's\"," + settings + "}");
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.response().body());
        }
        return new MadeKey(
                answer.json().get("id").asString(), answer.json().get("key").asString());
    }

    /** A collection without topics or index, by SQL. */
    UUID collection(String name, UUID owner, boolean isPublic) throws SQLException {
        UUID id = UUID.randomUUID();
        content.execute("""
                INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, owner_id,
                    is_public)
                VALUES (?, ?, ?, 'hashing-384', 384, 1, ?, ?)
                """, id, name, "col_" + id.toString().replace('-', '_'), owner, isPublic);
        return id;
    }

    void permit(UUID collection, UUID user, Role role) throws SQLException {
        content.execute(
                "INSERT INTO collection_permissions (collection_id, user_id, role) VALUES (?, ?, ?)",
                collection,
                user,
                role.code());
    }
}
