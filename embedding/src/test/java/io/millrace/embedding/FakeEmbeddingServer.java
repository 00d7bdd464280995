package io.millrace.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Speaks the embedding endpoints of OpenAI and Ollama on loopback, and fails as it is told. */
final class FakeEmbeddingServer implements AutoCloseable {

    /** What one request gets. */
    interface Answer {
        void to(HttpExchange exchange, List<String> texts) throws IOException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private volatile Answer otherwise;

    FakeEmbeddingServer(int dimension) {
        this.otherwise = vectors(dimension);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** The next request gets this, those after it are answered as usual. */
    void answerOnce(Answer answer) {
        next.add(answer);
    }

    void answerAlways(Answer answer) {
        otherwise = answer;
    }

    List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            requests.add(request);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            List<String> texts = new ArrayList<>();
            request.path("input").forEach(text -> texts.add(text.asText()));
            Answer once = next.poll();
            (once != null ? once : otherwise).to(exchange, texts);
        }
    }

    /** One-hot vectors of length 2: the number at the end of a text is where its vector points. */
    static Answer vectors(int dimension) {
        return (exchange, texts) -> {
            List<String> vectors = texts.stream()
                    .map(text -> oneHot(dimension, Integer.parseInt("0" + text.replaceAll("^.*?(\\d*)$", "$1"))))
                    .toList();
            respond(exchange, 200, embeddings(exchange, vectors));
        };
    }

    /** The same vector, as JSON, for every text. */
    static Answer vector(String json) {
        return (exchange, texts) -> respond(
                exchange,
                200,
                embeddings(exchange, texts.stream().map(text -> json).toList()));
    }

    static Answer status(int status, String body, String... header) {
        return (exchange, texts) -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().add(header[i], header[i + 1]);
            }
            respond(exchange, status, body);
        };
    }

    private static String oneHot(int dimension, int hot) {
        return IntStream.range(0, dimension)
                .mapToObj(i -> i == hot ? "2.0" : "0.0")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String embeddings(HttpExchange exchange, List<String> vectors) {
        if (exchange.getRequestURI().getPath().endsWith("/api/embed")) {
            return "{\"model\":\"fake\",\"embeddings\":[" + String.join(",", vectors) + "]}";
        }
        return IntStream.range(0, vectors.size())
                .mapToObj(i -> "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}".formatted(i, vectors.get(i)))
                .collect(Collectors.joining(
                        ",",
                        "{\"object\":\"list\",\"model\":\"fake\",\"data\":[",
                        "],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
    }

    static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
