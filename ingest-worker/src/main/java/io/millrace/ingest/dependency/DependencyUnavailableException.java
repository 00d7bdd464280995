package io.millrace.ingest.dependency;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dependency cannot answer now, whatever the data. The same call may pass later. The message is one sentence. */
public final class DependencyUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Dependency dependency;
    private final @Nullable Duration retryAfter;

    public DependencyUnavailableException(Dependency dependency, String message, @Nullable Throwable cause) {
        this(dependency, message, null, cause);
    }

    /** @param retryAfter how long the dependency asked to be left alone */
    public DependencyUnavailableException(
            Dependency dependency, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.dependency = dependency;
        this.retryAfter = retryAfter;
    }

    public Dependency dependency() {
        return dependency;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
