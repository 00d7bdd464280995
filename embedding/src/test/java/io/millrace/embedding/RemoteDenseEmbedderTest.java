package io.millrace.embedding;

import static io.millrace.embedding.FakeEmbeddingServer.status;
import static io.millrace.embedding.FakeEmbeddingServer.vector;
import static io.millrace.embedding.FakeEmbeddingServer.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.embedding.EmbeddingUnavailableException.Reason;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RemoteDenseEmbedderTest {

    private static final int DIMENSION = 16;
    private static final String BAD_REQUEST = "{\"error\":{\"message\":\"input is too long\"}}";

    private final FakeEmbeddingServer server = new FakeEmbeddingServer(DIMENSION);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DenseEmbedder embedder = embedder(EmbeddingProvider.OPENAI, server.baseUrl(), Duration.ofSeconds(20));

    @AfterEach
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = EmbeddingProvider.class,
            names = {"OPENAI", "OLLAMA"})
    void vectorsKeepTheOrderOfTheTextsAcrossCalls(EmbeddingProvider provider) {
        DenseEmbedder embedder = embedder(provider, server.baseUrl(), Duration.ofSeconds(20));
        List<String> texts =
                IntStream.range(0, 10).mapToObj(i -> "chunk " + (9 - i)).toList();

        List<float[]> vectors = embedder.embedDocuments(texts);

        assertThat(vectors).hasSize(10);
        for (int i = 0; i < 10; i++) {
            float[] expected = new float[DIMENSION];
            expected[9 - i] = 1;
            assertThat(vectors.get(i)).containsExactly(expected);
        }
        assertThat(server.requests())
                .extracting(request -> request.path("input").size())
                .containsExactly(4, 4, 2);
        assertThat(server.requests())
                .extracting(request -> request.path("model").asText())
                .containsOnly("fake-model");
    }

    @Test
    void documentsAndQueriesDifferInTheirPrefixOnly() {
        embedder.embedDocuments(List.of("gait 1"));
        embedder.embedQuery("gait 1");

        assertThat(server.requests())
                .extracting(request -> request.path("input").get(0).asText())
                .containsExactly("passage: gait 1", "query: gait 1");
        assertThat(server.authorizations()).containsOnly("Bearer secret-key");
        assertThat(server.requests()).noneMatch(request -> request.has("dimensions"));
    }

    @Test
    void retryAfterInSecondsReachesTheCaller() {
        server.answerOnce(status(429, "{}", "Retry-After", "7"));

        EmbeddingUnavailableException failure = unavailable();

        assertThat(failure.errorCode()).isEqualTo("embedding-rate-limited");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(server.requests()).as("retry is the caller's").hasSize(1);
    }

    @Test
    void retryAfterAsDateReachesTheCaller() {
        ZonedDateTime then = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100);
        server.answerOnce(status(503, "{}", "retry-after", DateTimeFormatter.RFC_1123_DATE_TIME.format(then)));

        EmbeddingUnavailableException failure = unavailable();

        assertThat(failure.errorCode()).isEqualTo("embedding-unavailable");
        assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @CsvSource({
        "500, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "429, RATE_LIMITED", "425, RATE_LIMITED",
        "408, TIMEOUT", "401, MISCONFIGURED", "402, MISCONFIGURED", "403, MISCONFIGURED", "404, MISCONFIGURED",
        "302, MISCONFIGURED"
    })
    void brokenProviderIsRetriable(int status, Reason reason) {
        server.answerAlways(status(status, "{\"error\":{\"message\":\"your key is sk-1234\"}}"));

        EmbeddingUnavailableException failure = unavailable();

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(failure).hasMessageContaining("status " + status).hasMessageNotContaining("sk-1234");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void textThatOnlyItselfIsRefusedIsRejected(int status) {
        server.answerOnce(status(status, BAD_REQUEST));

        assertThatThrownBy(() -> embedder.embedDocuments(List.of("far too long")))
                .isInstanceOf(EmbeddingRejectedException.class)
                .hasMessageContaining("status " + status)
                .hasMessageContaining("input is too long")
                .extracting(failure -> ((EmbeddingException) failure).errorCode())
                .isEqualTo("embedding-text-refused");
    }

    @Test
    void providerThatRefusesEveryTextIsMisconfiguredSoThatNothingIsDeadLettered() {
        server.answerAlways(status(400, "{\"error\":\"model does not exist\"}"));

        EmbeddingUnavailableException failure = unavailable();

        assertThat(failure.errorCode()).isEqualTo("embedding-misconfigured");
        assertThat(failure).hasMessageContaining("model does not exist");
    }

    @Test
    void wrongDimensionForEveryTextIsMisconfigured() {
        server.answerAlways(vectors(DIMENSION - 1));

        EmbeddingUnavailableException failure = unavailable();

        assertThat(failure.errorCode()).isEqualTo("embedding-misconfigured");
        assertThat(failure).hasMessageContaining("dimension 15, but is configured with 16");
    }

    @Test
    void wrongDimensionForOneTextIsRejected() {
        server.answerOnce(vectors(DIMENSION - 1));

        assertRejected("embedding-wrong-dimension");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", " -Infinity", "\"NaN\"", "1e39", "0.0"})
    void vectorWithoutDirectionIsRejected(String component) {
        server.answerOnce(vector("[%s,0.0%s]".formatted(component, ",0.0".repeat(DIMENSION - 2))));

        assertRejected("embedding-not-finite");
    }

    @Test
    void lostVectorsAreNeverAssignedToTheWrongTexts() {
        server.answerOnce((exchange, texts) -> vectors(DIMENSION).to(exchange, texts.subList(1, texts.size())));

        assertThatThrownBy(() -> embedder.embedDocuments(List.of("chunk 1", "chunk 2")))
                .isInstanceOf(EmbeddingUnavailableException.class)
                .hasMessageContaining("returned 1 vectors for 2 texts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>captive portal</html>", "{}", "", "{\"data\":[{\"embedding\":null}]}"})
    void answerThatCannotBeReadIsRetriable(String body) {
        server.answerAlways(status(200, body));

        assertThat(unavailable().reason()).isEqualTo(Reason.MALFORMED_ANSWER);
    }

    @Test
    void bodyThatStallsTimesOut() throws Exception {
        DenseEmbedder impatient = embedder(EmbeddingProvider.OPENAI, server.baseUrl(), Duration.ofMillis(300));
        CountDownLatch done = new CountDownLatch(1);
        server.answerOnce((exchange, texts) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitQuietly(done);
        });
        try {
            assertThatThrownBy(() -> impatient.embedQuery("slow"))
                    .isInstanceOf(EmbeddingUnavailableException.class)
                    .hasMessageContaining("no answer within PT0.3S")
                    .extracting(failure -> ((EmbeddingException) failure).errorCode())
                    .isEqualTo("embedding-timeout");
        } finally {
            done.countDown();
        }
    }

    @Test
    void providerThatIsNotThereIsRetriable() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String url = "http://localhost:" + free + "/v1";
        DenseEmbedder nobody = embedder(EmbeddingProvider.OPENAI, url, Duration.ofSeconds(20));

        assertThatThrownBy(() -> nobody.embedQuery("hello"))
                .isInstanceOf(EmbeddingUnavailableException.class)
                .hasMessageContaining("cannot be reached at " + url)
                .extracting(failure -> ((EmbeddingException) failure).errorCode())
                .isEqualTo("embedding-unavailable");
    }

    @Test
    void connectionThatBreaksIsRetriable() {
        server.answerAlways((exchange, texts) -> exchange.close());

        assertThat(unavailable().reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void interruptEndsTheCallAndStaysSet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        server.answerOnce((exchange, texts) -> {
            asked.countDown();
            awaitQuietly(done);
        });
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Thread[] caller = new Thread[1];
            Future<Boolean> interrupted = threads.submit(() -> {
                caller[0] = Thread.currentThread();
                assertThat(unavailable()).hasMessageContaining("interrupted");
                return Thread.interrupted();
            });
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            caller[0].interrupt();
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            done.countDown();
        }
    }

    @Test
    void noMoreCallsAtOnceThanConfigured() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        server.answerAlways((exchange, texts) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            two.countDown();
            awaitQuietly(two);
            now.decrementAndGet();
            vectors(DIMENSION).to(exchange, texts);
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<float[]>> calls = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> embedder.embedQuery("text " + i)))
                    .toList();
            for (Future<float[]> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS)).hasSize(DIMENSION);
            }
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void everyTextThatReachesTheProviderIsCountedByOutcome() {
        server.answerOnce(status(500, "{}"));
        unavailable();
        embedder.embedDocuments(List.of("a 1", "b 2", "c 3", "d 4", "e 5"));
        embedder.embedDocuments(List.of());

        assertThat(texts("success")).isEqualTo(5);
        assertThat(texts("embedding-unavailable")).isEqualTo(1);
        assertThat(meters.get("millrace.embedding.calls")
                        .tag("model", "fake")
                        .tag("outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    private void assertRejected(String errorCode) {
        assertThatThrownBy(() -> embedder.embedDocuments(List.of("text 1")))
                .isInstanceOf(EmbeddingRejectedException.class)
                .extracting(failure -> ((EmbeddingException) failure).errorCode())
                .isEqualTo(errorCode);
    }

    private EmbeddingUnavailableException unavailable() {
        EmbeddingUnavailableException failure = catchThrowableOfType(
                EmbeddingUnavailableException.class, () -> embedder.embedDocuments(List.of("text 1")));
        assertThat(failure).isNotNull();
        return failure;
    }

    private double texts(String outcome) {
        return meters.get("millrace.embedding.texts")
                .tag("model", "fake")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private DenseEmbedder embedder(EmbeddingProvider provider, String baseUrl, Duration timeout) {
        ModelProperties model = new ModelProperties(
                provider, DIMENSION, baseUrl, "secret-key", "fake-model", false, "query: ", "passage: ", 4, timeout, 2);
        return EmbedderRegistry.of(new EmbeddingProperties("fake", Map.of("fake", model)), meters)
                .byModel("fake");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
