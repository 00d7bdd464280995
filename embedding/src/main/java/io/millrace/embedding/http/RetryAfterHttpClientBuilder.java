package io.millrace.embedding.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Clock;
import java.time.Duration;

/** Hands langchain4j an HTTP client that reads {@code Retry-After}. Not thread-safe: one builder for each model. */
public final class RetryAfterHttpClientBuilder implements HttpClientBuilder {

    private final Clock clock;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration timeout = Duration.ofSeconds(30);

    public RetryAfterHttpClientBuilder() {
        this(Clock.systemUTC());
    }

    RetryAfterHttpClientBuilder(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Duration connectTimeout() {
        return connectTimeout;
    }

    @Override
    public RetryAfterHttpClientBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        return this;
    }

    @Override
    public Duration readTimeout() {
        return timeout;
    }

    /** The deadline of the whole exchange, not only of reading. */
    @Override
    public RetryAfterHttpClientBuilder readTimeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    @Override
    public HttpClient build() {
        return new RetryAfterHttpClient(connectTimeout, timeout, clock);
    }
}
