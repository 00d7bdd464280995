package io.millrace.embedding.http;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * langchain4j's HTTP port over the JDK's client. Thread-safe.
 *
 * <p>langchain4j's own adapter drops the headers of failures, and its timeout ends with the headers, so that a body that
 * stalls would block for ever. Here the deadline covers the whole exchange.
 */
final class RetryAfterHttpClient implements HttpClient {

    private final java.net.http.HttpClient client;
    private final Duration timeout;
    private final Clock clock;

    RetryAfterHttpClient(Duration connectTimeout, Duration timeout, Clock clock) {
        this.client = java.net.http.HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(Redirect.NEVER)
                .build();
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * @throws ProviderHttpException for any status but 2xx
     * @throws TimeoutException if the answer is not complete in time
     * @throws UncheckedIOException if the provider cannot be reached, or the connection breaks
     */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(toJdkRequest(request), BodyHandlers.ofByteArray());
        HttpResponse<byte[]> response = await(exchange);
        if (response.statusCode() / 100 != 2) {
            throw new ProviderHttpException(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response.headers()
                            .firstValue("Retry-After")
                            .flatMap(value -> RetryAfter.parse(value, clock.instant()))
                            .orElse(null));
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(NonFiniteNumbers.quote(new String(response.body(), StandardCharsets.UTF_8)))
                .build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("Embedding providers do not stream");
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> exchange) {
        try {
            return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            exchange.cancel(true);
            throw new TimeoutException(e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while waiting for the embedding provider");
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case HttpTimeoutException timedOut -> new TimeoutException(timedOut);
                case IOException broken -> new UncheckedIOException(broken);
                case null, default -> new IllegalStateException("The HTTP exchange failed", e);
            };
        }
    }

    private static java.net.http.HttpRequest toJdkRequest(HttpRequest request) {
        URI uri = URI.create(request.url());
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(uri)
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        if ("http".equalsIgnoreCase(uri.getScheme())) {
            builder.version(Version.HTTP_1_1); // several inference servers choke on the offer to upgrade to h2c
        }
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }
}
