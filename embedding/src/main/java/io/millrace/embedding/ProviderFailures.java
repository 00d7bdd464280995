package io.millrace.embedding;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import io.millrace.embedding.EmbeddingUnavailableException.Reason;
import io.millrace.embedding.http.ProviderHttpException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one place that turns what langchain4j throws into retriable or permanent. By type and status, never by message. */
final class ProviderFailures {

    private static final int MAX_DETAIL = 200;

    private ProviderFailures() {}

    static EmbeddingException of(ModelName model, ModelProperties properties, RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(model, failure);
        }
        HttpException answer = find(HttpException.class, failure);
        if (answer != null) {
            return answered(model, answer);
        }
        if (find(TimeoutException.class, failure) != null) {
            return unavailable(Reason.TIMEOUT, model, "gave no answer within " + properties.timeout(), failure);
        }
        if (find(UncheckedIOException.class, failure) != null
                || find(UnresolvedModelServerException.class, failure) != null) {
            return unavailable(Reason.UNAVAILABLE, model, "cannot be reached at " + properties.baseUrl(), failure);
        }
        return unavailable(Reason.MALFORMED_ANSWER, model, "gave an answer that cannot be read", failure);
    }

    private static EmbeddingException answered(ModelName model, HttpException answer) {
        int status = answer.statusCode();
        String says = "answered with status " + status;
        return switch (status) {
            case 401, 402, 403 -> // without the body, which may quote the key
                unavailable(Reason.MISCONFIGURED, model, says + ": check its api-key and account", answer);
            case 404, 405, 410 ->
                unavailable(Reason.MISCONFIGURED, model, says + ": check its base-url and remote-model", answer);
            case 408 -> unavailable(Reason.TIMEOUT, model, says, answer);
            case 425, 429 -> unavailable(Reason.RATE_LIMITED, model, says, answer);
            default -> {
                if (status >= 500) {
                    yield unavailable(Reason.UNAVAILABLE, model, says, answer);
                }
                if (status < 400) {
                    yield unavailable(Reason.MISCONFIGURED, model, says + ": check its base-url", answer);
                }
                yield new EmbeddingRejectedException(
                        EmbeddingRejectedException.Reason.TEXT_REFUSED,
                        "The embedding model '%s' refused the text with status %d: %s"
                                .formatted(model, status, detail(answer)),
                        answer);
            }
        };
    }

    static EmbeddingUnavailableException interrupted(ModelName model, Throwable cause) {
        return unavailable(Reason.UNAVAILABLE, model, "was interrupted before it answered", cause);
    }

    private static EmbeddingUnavailableException unavailable(
            Reason reason, ModelName model, String what, Throwable failure) {
        ProviderHttpException answer = find(ProviderHttpException.class, failure);
        Duration retryAfter = answer == null ? null : answer.retryAfter().orElse(null);
        return new EmbeddingUnavailableException(
                reason, "The embedding model '%s' %s".formatted(model, what), retryAfter, failure);
    }

    private static String detail(HttpException answer) {
        String body =
                String.valueOf(answer.getMessage()).replaceAll("\\s+", " ").strip();
        return body.length() <= MAX_DETAIL ? body : body.substring(0, MAX_DETAIL) + "…";
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, @Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
