package io.millrace.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.ingest.IngestFixture;
import io.millrace.ingest.dependency.Dependency;
import io.millrace.local.stack.Stacks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A broken dependency never turns good data into dead letters. */
class DependencyOutageIT {

    @Test
    void aDatabaseThatStopsInTheMiddleLosesNothingAndDeadLettersNothing() throws SQLException {
        try (IngestFixture ingest = new IngestFixture(Stacks.shared())) {
            ingest.createCollection("books", "hashing-384", 384, 64);
            ingest.startWorker();
            for (int i = 0; i < 20; i++) {
                ingest.sendMarkdown("books", "before-" + i + ".md", "Text number " + i + ".");
            }
            RecordMetadata last;
            ingest.stack.postgres().stop();
            try {
                for (int i = 0; i < 19; i++) {
                    ingest.sendMarkdown("books", "during-" + i + ".md", "Text number " + i + ".");
                }
                last = ingest.sendMarkdown("books", "during-19.md", "Text number 19.");
                DocumentEventListener listener = ingest.worker().getBean(DocumentEventListener.class);
                await().atMost(IngestFixture.TIMEOUT)
                        .until(() -> listener.missing().equals(java.util.Optional.of(Dependency.DATABASE)));
            } finally {
                ingest.stack.postgres().start();
            }
            ingest.awaitConsumed(last);
            assertThat(ingest.freshDatabase()
                            .fetchSingle("select count(*) from millrace.documents where version = 1")
                            .get(0, Integer.class))
                    .isEqualTo(40);
            assertThat(ingest.deadLetters()).isEmpty();
        }
    }

    @Test
    void anEmbeddingProviderThatIsAwayIsWaitedForAndAskedOncePerText() throws SQLException, IOException {
        AtomicBoolean up = new AtomicBoolean();
        AtomicInteger texts = new AtomicInteger();
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/v1/embeddings", exchange -> answer(exchange, up.get(), texts));
        provider.start();
        try (IngestFixture ingest = new IngestFixture(Stacks.shared())) {
            ingest.createCollection("remote", "fake", 3, 64);
            String model = "millrace.embedding.models.fake.";
            ingest.startWorker(
                    model + "provider=openai",
                    model + "dimension=3",
                    model + "base-url=http://127.0.0.1:" + provider.getAddress().getPort() + "/v1",
                    model + "api-key=none");
            for (int i = 0; i < 4; i++) {
                ingest.sendMarkdown("remote", i + ".md", "Text number " + i + ".");
            }
            RecordMetadata last = ingest.sendMarkdown("remote", "4.md", "Text number 4.");
            DocumentEventListener listener = ingest.worker().getBean(DocumentEventListener.class);
            await().atMost(IngestFixture.TIMEOUT)
                    .until(() -> listener.missing().equals(java.util.Optional.of(Dependency.EMBEDDING)));
            assertThat(ingest.committed()).isZero();
            up.set(true);
            ingest.awaitConsumed(last);
            assertThat(ingest.count("select count(*) from chunks")).isEqualTo(5);
            assertThat(texts.get()).isEqualTo(5);
            assertThat(ingest.deadLetters()).isEmpty();
        } finally {
            provider.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, boolean up, AtomicInteger texts) throws IOException {
        try (exchange) {
            if (!up) {
                exchange.getResponseHeaders().add("Retry-After", "1");
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            int count = new JsonMapper()
                    .readTree(exchange.getRequestBody())
                    .path("input")
                    .size();
            texts.addAndGet(count);
            String data = IntStream.range(0, count)
                    .mapToObj(i -> "{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":[1.0,0.0,0.0]}")
                    .collect(Collectors.joining(","));
            byte[] body = ("{\"object\":\"list\",\"data\":[" + data
                            + "],\"model\":\"fake\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
