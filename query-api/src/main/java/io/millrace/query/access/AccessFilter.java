package io.millrace.query.access;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a request in if it presents the API key, as {@code Authorization: Bearer} (RFC 6750) or {@code X-API-Key}. Closed by
 * default: only the paths named here are open, and they tell nothing of any content. Thread-safe.
 */
final class AccessFilter extends OncePerRequestFilter {

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = AccessFilter.class.getName() + ".caller";

    private static final Set<String> OPEN = Set.of(
            "/",
            "/v1/openapi",
            "/v1/openapi.yaml",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness");

    private static final String BEARER = "bearer ";

    private final ApiKey key;
    private final Caller caller;

    AccessFilter(ApiKey key) {
        this.key = key;
        this.caller = new Caller("key:" + key.id());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> presented = presented(request);
        if (presented.isPresent() && key.matches(presented.get())) {
            request.setAttribute(CALLER, caller);
            chain.doFilter(request, response);
        } else if (OPEN.contains(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            ProblemWriter.write(
                    response,
                    request.getRequestURI(),
                    ProblemCode.UNAUTHENTICATED,
                    presented.isEmpty()
                            ? "this path needs an API key: send it as 'Authorization: Bearer <key>'."
                            : "this API key is not known here: check it, or read the one in the key file.");
        }
    }

    private static Optional<String> presented(HttpServletRequest request) {
        @Nullable String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.ofNullable(request.getHeader("X-API-Key"));
    }
}
