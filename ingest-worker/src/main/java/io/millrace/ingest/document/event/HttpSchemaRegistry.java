package io.millrace.ingest.document.event;

import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry that speaks Confluent's {@code GET /schemas/ids/{id}}. An id means the same schema for ever, so each is asked
 * for once.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper json = new JsonMapper();
    private final ConcurrentHashMap<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public HttpSchemaRegistry(URI base) {
        this.base = URI.create(base.toString().replaceAll("/+$", "") + "/");
    }

    @Override
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        HttpResponse<String> answer = ask(id);
        if (answer.statusCode() == 404) {
            throw new RefusedEventException(
                    RefusalCode.UNDECODABLE,
                    "The value names schema " + id + ", which the schema registry does not have.");
        }
        if (answer.statusCode() != 200) {
            throw unavailable("answered with status " + answer.statusCode(), null);
        }
        try {
            Schema schema = new Schema.Parser()
                    .parse(json.readTree(answer.body()).path("schema").asString());
            schemas.put(id, schema);
            return schema;
        } catch (JacksonException e) {
            throw unavailable("gave an answer that cannot be read", e);
        } catch (RuntimeException e) {
            throw new RefusedEventException(
                    RefusalCode.UNDECODABLE, "The value names schema " + id + ", which is not an Avro schema.", e);
        }
    }

    private HttpResponse<String> ask(int id) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("schemas/ids/" + id))
                .timeout(TIMEOUT)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json")
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unavailable("cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for", e);
        }
    }

    private DependencyUnavailableException unavailable(String what, @Nullable Throwable cause) {
        return new DependencyUnavailableException(
                Dependency.SCHEMA_REGISTRY, "The schema registry at " + base + " " + what + ".", cause);
    }
}
