package io.millrace.query.access;

import io.millrace.query.problem.DatabaseFailures;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a request in if it presents a valid API key or access token, as {@code Authorization: Bearer} (RFC 6750) or
 * {@code X-API-Key}. Closed by default: only the open paths of {@link Endpoint} need none, and while PostgreSQL cannot say
 * whose a credential is, nobody comes in with it. Thread-safe.
 */
final class AccessFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(AccessFilter.class);

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = AccessFilter.class.getName() + ".caller";

    private static final String BEARER = "bearer ";

    private final Authenticator authenticator;

    AccessFilter(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (Endpoint.isOpen(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        Optional<String> presented = presented(request);
        Optional<Caller> caller;
        try {
            caller = presented.flatMap(authenticator::authenticate);
        } catch (RuntimeException e) {
            ProblemException passing = DatabaseFailures.passing(e, ", and without it nobody is let in")
                    .orElseThrow(() -> e);
            log.atWarn().addKeyValue("error", e.toString()).log("PostgreSQL did not say whose a credential is");
            response.setHeader("Retry-After", "1");
            refuse(request, response, passing.code(), String.valueOf(passing.getMessage()));
            return;
        }
        if (caller.isEmpty()) {
            refuse(
                    request,
                    response,
                    ProblemCode.UNAUTHENTICATED,
                    presented.isEmpty()
                            ? "this path needs an API key or access token: send it as 'Authorization: Bearer <key>'."
                            : "this API key or access token is not valid: it is unknown, expired or revoked.");
        } else if (isActuator(request) && !caller.get().superuser()) {
            refuse(request, response, ProblemCode.FORBIDDEN, "only a superuser may see this: ask one.");
        } else {
            request.setAttribute(CALLER, caller.get());
            chain.doFilter(request, response);
        }
    }

    /** By the decoded path: the handlers of management are found by it, and no interceptor of ours stands before them. */
    private static boolean isActuator(HttpServletRequest request) {
        return request.getServletPath().startsWith(Endpoint.ACTUATOR_PREFIX);
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, ProblemCode code, String detail)
            throws IOException {
        ProblemWriter.write(response, request.getRequestURI(), code, detail);
    }

    private static Optional<String> presented(HttpServletRequest request) {
        @Nullable String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.ofNullable(request.getHeader("X-API-Key"));
    }
}
