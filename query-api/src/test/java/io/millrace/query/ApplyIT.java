package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.AvroMessages;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApplyIT {

    private static final Path BOOKS = Path.of("../docs/collections/book_embeddings.yaml");

    private static HttpServer provider;
    private static QueryApiServer server;
    private static IndexedContent content;

    @TempDir
    Path folder;

    private record Result(int code, String out, String err) {

        JsonNode json() {
            return new JsonMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        String vector = "0.5,".repeat(1023) + "0.5";
        byte[] embedded =
                ("{\"object\":\"list\",\"model\":\"BAAI/bge-m3\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                                + "\"embedding\":[" + vector
                                + "]}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}")
                        .getBytes(StandardCharsets.UTF_8);
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/v1/embeddings", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, embedded.length);
            exchange.getResponseBody().write(embedded);
            exchange.close();
        });
        provider.start();
        server = QueryApiServer.start(
                Stacks.shared(),
                "--millrace.embedding.models.bge-m3.provider=openai",
                "--millrace.embedding.models.bge-m3.dimension=1024",
                "--millrace.embedding.models.bge-m3.base-url=http://127.0.0.1:"
                        + provider.getAddress().getPort() + "/v1",
                "--millrace.embedding.models.bge-m3.remote-model=BAAI/bge-m3");
        content = new IndexedContent(server);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
        server.close();
        provider.stop(0);
    }

    @Test
    void declaredBooksBecomeACollectionOf1024DimensionsComparedByCosineThatIsSearched() throws Exception {
        Result dry = apply(BOOKS.toString(), "--dry-run");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("+ book_embeddings  would be created", "dimension: 1024");
        assertThat(server.http().get("/v1/collections/book_embeddings").status())
                .isEqualTo(404);

        Result applied = apply(BOOKS.toString(), "--wait", "0s", "--json");
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(applied.json().at("/collections/0/action").asString()).isEqualTo("created");
        JsonNode made = server.http().get("/v1/collections/book_embeddings").json();
        assertThat(made.get("embedding_model").asString()).isEqualTo("bge-m3");
        assertThat(made.get("dimension").asInt()).isEqualTo(1024);
        assertThat(made.get("distance").asString()).isEqualTo("COSINE");
        assertThat(made.at("/chunking_config/chunk_size").asInt()).isEqualTo(512);
        assertThat(made.at("/meta/content").asString()).isEqualTo("books");
        assertThat(server.http()
                        .get("/v1/collections/book_embeddings/limits")
                        .json()
                        .get("max_bytes")
                        .asLong())
                .isEqualTo(50_000_000_000L);

        CollectionId id = CollectionId.parse(made.get("id").asString());
        VectorParams dense = indexed(id);
        assertThat(dense.getSize()).isEqualTo(1024);
        assertThat(dense.getDistance()).isEqualTo(Distance.Cosine);
        assertThat(dense.getQuantizationConfig().getScalar().getType()).isEqualTo(QuantizationType.Int8);
        content.execute("UPDATE collections SET status = 'READY' WHERE id = ?", id.value());
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            HttpCalls.Answer search = server.http()
                    .post("/v1/search", "{\"query\":\"Which book?\",\"collections\":[\"book_embeddings\"]}");
            assertThat(search.status()).as(search.response().body()).isEqualTo(200);
        });

        Result again = apply(BOOKS.toString());
        assertThat(again.out()).startsWith("= book_embeddings  unchanged");
        assertThat(server.http().get("/v1/collections/book_embeddings").json().get("version"))
                .isEqualTo(made.get("version"));
    }

    @ParameterizedTest
    @CsvSource({"NONE, Default", "FLOAT16, Float16", "INT8, Default"})
    void quantizationThatIsDeclaredIsThatOfTheIndex(String quantization, Datatype datatype) throws Exception {
        String name = "quantized-" + quantization.toLowerCase(java.util.Locale.ROOT);
        Result made = apply(
                file(
                        name + ".yaml",
                        "{name: " + name + ", embedding_model: hashing-384, quantization: " + quantization + "}"),
                "--wait",
                "0s");
        assertThat(made.code()).as(made.err()).isZero();
        VectorParams dense = indexed(CollectionId.parse(
                server.http().get("/v1/collections/" + name).json().get("id").asString()));
        assertThat(dense.getDatatype()).isEqualTo(datatype);
        assertThat(dense.hasQuantizationConfig()).isEqualTo(quantization.equals("INT8"));
    }

    @Test
    void manyAreCreatedChangedAndLeftAloneAndTheDifferenceIsShown() {
        String first = file("first.yaml", """
                collections:
                  - name: kept
                    embedding_model: hashing-384
                    meta: {weight: 1.5, tags: [a, 2024-01-01, yes]}
                  - name: turned
                    embedding_model: hashing-384
                    limits: {max_documents: 5}
                """);
        assertThat(apply(first, "--wait", "0s").code()).isZero();
        String second = file("second.json", """
                [
                \t{"name": "kept", "embedding_model": "hashing-384", "meta": {"weight": 1.50, "tags": ["a", "2024-01-01", "yes"]}},
                \t{"name": "turned", "chunk_size": 512, "limits": {"max_bytes": 1000}},
                \t{"name": "added", "embedding_model": "hashing-1024"}
                ]
                """);
        Result changed = apply(second, "--wait", "0s");
        assertThat(changed.code()).as(changed.err()).isZero();
        assertThat(changed.out())
                .contains("= kept  unchanged")
                .contains("~ turned  changed")
                .contains("    chunk_size: 200 → 512")
                .contains("    limits.max_documents: 5 → none")
                .contains("    limits.max_bytes: 1000")
                .contains("+ added  created");
        assertThat(server.http()
                        .get("/v1/collections/turned")
                        .json()
                        .get("chunk_size")
                        .asInt())
                .isEqualTo(512);
        assertThat(server.http().get("/v1/collections/turned/limits").json().has("max_documents"))
                .isFalse();
        assertThat(apply(second).out().lines()).allMatch(line -> line.contains("unchanged"));
    }

    @Test
    void whereAFixedFieldDiffersNothingIsDoneAtAll() {
        assertThat(apply(file("fixed.yaml", "name: fixed\nembedding_model: hashing-384\n"), "--wait", "0s")
                        .code())
                .isZero();
        String other = file("other.yaml", """
                name: never-made
                embedding_model: hashing-384
                ---
                name: fixed
                distance: DOT
                """);
        Result refused = apply(other, "--json");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.json().get("refused").asBoolean()).isTrue();
        assertThat(refused.json().at("/collections/0/action").asString()).isEqualTo("skipped");
        assertThat(refused.json().at("/collections/1/action").asString()).isEqualTo("refused");
        assertThat(apply(other).out())
                .contains("! fixed  refused, at " + folder.resolve("other.yaml") + ":5")
                .contains("distance: COSINE → DOT  (fixed at creation)")
                .contains("+ never-made  not created, since another is refused");
        assertThat(server.http().get("/v1/collections/never-made").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a\\nchunk_sise: 3 | 2 | there is no field 'chunk_sise' here",
                "name: a\\nchunk_size: many | 2 | chunk_size must be a whole number from 16 to 8192",
                "name: a\\nchunk_size: 3 | 2 | chunk_size must be a whole number from 16 to 8192",
                "name: a\\ndistance: cosine | 2 | distance must be one of COSINE, DOT, EUCLID",
                "name: a\\nis_public: maybe | 2 | is_public must be true or false",
                "name: a\\nlimits:\\n  max_documents: -1 | 3 | max_documents must be a whole number from 0",
                "name: a\\nchunking_config:\\n  strategy: AUTO\\n  size: 3 | 4 | there is no field 'size' here",
                "description: x | 1 | name must be given",
                "name: Upper | 1 | name must be given, with 1 to 63 lower-case letters",
                "name: a\\nname: b | 2 | the field 'name' is there twice",
                "name: a\\n---\\nname: a | 3 | the collection 'a' is declared twice",
                "name: [a | 1 | this is neither YAML nor JSON",
                "- name: a\\n- 7 | 2 | a collection is an object",
                "# nothing | 1 | this file declares no collection",
                "&a [*a] | 1 | this file says too much",
                "collections: []\\nother: 1 | 1 | beside 'collections' there is nothing else",
                "name: a\\nembedding_model: none | 2 | There is no embedding model",
                "name: a\\nembedding_model: hashing-384\\ndimension: 385 | 3 | the model 'hashing-384' has 384 dimensions",
                "name: a\\nembedding_model: hashing-384\\nchunk_size: 20\\nchunk_overlap: 30 | 4 | chunk_overlap must be at least 0 and less"
            })
    void whatIsWrongIsToldWithItsLine(String text, int line, String sentence) {
        String file = file("wrong.yaml", text.replace("\\n", "\n"));
        Result wrong = apply(file);
        assertThat(wrong.code()).as(wrong.out()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("error: " + file).contains(":" + line + ": " + sentence);
        assertThat(wrong.err().lines()).hasSize(1);
        assertThat(server.http().get("/v1/collections/a").status()).isEqualTo(404);
    }

    @Test
    void fileThatIsNotThereIsWrongUse() {
        assertThat(apply("none.yaml").code()).isEqualTo(2);
        assertThat(apply().code()).isEqualTo(2);
    }

    /** The index, made from the spec in the outbox as the sync-worker makes it. */
    private static VectorParams indexed(CollectionId id) throws Exception {
        CollectionSpec spec = spec(id);
        String generation = id.vectorStoreName().generation(Instant.now());
        content.qdrant()
                .createCollectionAsync(PointLayout.createCollection(generation, spec))
                .get();
        content.qdrant()
                .createAliasAsync(id.vectorStoreName().value(), generation)
                .get();
        return content.qdrant()
                .getCollectionInfoAsync(generation)
                .get()
                .getConfig()
                .getParams()
                .getVectorsConfig()
                .getParamsMap()
                .getMapOrThrow(PointLayout.DENSE);
    }

    private static CollectionSpec spec(CollectionId id) throws Exception {
        try (PreparedStatement statement = content.admin()
                .prepareStatement("SELECT payload FROM outbox WHERE aggregatetype = 'collections'"
                        + " AND aggregateid = decode(replace(?, '-', ''), 'hex')")) {
            statement.setString(1, id.toString());
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return AvroMessages.<CollectionSpec>decoder(
                                new CollectionSpec().getSpecificData(), CollectionSpec.getClassSchema())
                        .decode(row.getBytes(1));
            }
        }
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Result apply(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = QueryApiMain.commandLine(
                Map.of("MILLRACE_API_URL", server.url(), "MILLRACE_API_KEY", server.apiKey(), "COLUMNS", "200"));
        List<CommandLine> all = new ArrayList<>(List.of(command));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            all.addAll(all.get(i).getSubcommands().values());
        }
        List<String> line = new ArrayList<>(List.of("collections", "apply"));
        line.addAll(List.of(arguments));
        int code = command.execute(line.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }
}
