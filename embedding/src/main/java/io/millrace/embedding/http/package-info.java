/**
 * How remote embedding providers are reached: an HTTP client for langchain4j that keeps what langchain4j's own drops.
 *
 * <p>What arrives: requests that langchain4j's models build. What leaves: their answers, or
 * {@link io.millrace.embedding.http.ProviderHttpException} with the wait that the provider asked for. Guarantees: one
 * deadline over connection, headers and body; an interrupt ends the call; redirects are not followed, so credentials go to
 * the configured host only.
 */
@NullMarked
package io.millrace.embedding.http;

import org.jspecify.annotations.NullMarked;
