package io.millrace.query.access;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Between the choice of a handler and its call: what was chosen, and not what the path looks like, decides which rule holds.
 * A handler that {@link Endpoint} does not name is never called. Thread-safe.
 */
final class AccessInterceptor implements HandlerInterceptor {

    private final AccessRules rules;

    AccessInterceptor(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // The container comes again to have an answer that was made already written as a problem.
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            return true;
        }
        if (!(handler instanceof HandlerMethod)) {
            throw new ProblemException(ProblemCode.NOT_FOUND, "there is nothing at this path.");
        }
        // Tells which methods there are, and calls nothing of ours.
        if (HttpMethod.OPTIONS.matches(request.getMethod())) {
            return true;
        }
        String pattern = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
        Endpoint endpoint = Endpoint.of(request.getMethod(), pattern)
                .orElseThrow(() -> new IllegalStateException("no rule says who may call " + pattern));
        if (endpoint.need() == Need.OPEN) {
            return true;
        }
        if (!(request.getAttribute(AccessFilter.CALLER) instanceof Caller caller)) {
            throw new IllegalStateException("the filter let a request without a caller through to " + pattern);
        }
        rules.check(caller, endpoint, collection(request));
        return true;
    }

    private static @Nullable String collection(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                        && variables.get("collection") instanceof String collection
                ? collection
                : null;
    }
}
