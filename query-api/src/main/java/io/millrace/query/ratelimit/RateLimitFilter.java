package io.millrace.query.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.query.access.Caller;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits what each credential and each user may ask. Every answer to a limited caller says how much is left, as
 * draft-ietf-httpapi-ratelimit-headers-10 has it: {@code RateLimit-Policy} the rate for a window in seconds, {@code RateLimit}
 * what is left now and in how many seconds all of it is there again. A 429 also has {@code Retry-After} (RFC 9110, 10.2.3).
 * Thread-safe.
 */
final class RateLimitFilter extends OncePerRequestFilter {

    private static final String KEY = "key";
    private static final String USER = "user";

    private final RateLimitProperties limits;
    private final RateLimiter<String> keys;
    private final RateLimiter<UUID> users;
    private final Counter refusedKeys;
    private final Counter refusedUsers;
    private final String policies;

    RateLimitFilter(RateLimitProperties limits, TimeMeter clock, MeterRegistry meters) {
        this.limits = limits;
        this.keys = RateLimiter.of(limits.key(), clock);
        this.users = RateLimiter.of(limits.user(), clock);
        this.refusedKeys = refusals(meters, KEY);
        this.refusedUsers = refusals(meters, USER);
        this.policies = policies(limits);
    }

    static Counter refusals(MeterRegistry meters, String policy) {
        return Counter.builder("millrace.requests.rate.limited")
                .description("Requests that came too often")
                .tag("policy", policy)
                .register(meters);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = Caller.of(request).filter(this::isLimited);
        if (caller.isEmpty() || take(caller.get(), request, response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean isLimited(Caller caller) {
        return limits.operatorLimited() || !caller.userId().equals(Caller.OPERATOR);
    }

    private boolean take(Caller caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder left = new StringBuilder();
        if (!limits.key().isUnlimited()) {
            Decision decision = keys.take(caller.subject());
            append(left, KEY, decision);
            if (!decision.allowed()) {
                refusedKeys.increment();
                refuse(request, response, left, decision, "this credential", limits.key());
                return false;
            }
        }
        if (!limits.user().isUnlimited()) {
            Decision decision = users.take(caller.userId());
            append(left, USER, decision);
            if (!decision.allowed()) {
                keys.giveBack(caller.subject());
                refusedUsers.increment();
                refuse(request, response, left, decision, "this user, with all credentials together,", limits.user());
                return false;
            }
        }
        say(response, left);
        return true;
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            StringBuilder left,
            Decision decision,
            String who,
            Rate rate)
            throws IOException {
        long seconds = Decision.seconds(decision.retryAfter());
        say(response, left);
        response.setHeader("Retry-After", Long.toString(seconds));
        ProblemWriter.write(
                response,
                request.getRequestURI(),
                ProblemCode.RATE_LIMITED,
                who + " may send " + rate.requestsPerMinute() + " requests a minute: come again in " + seconds + " s.");
    }

    private void say(HttpServletResponse response, StringBuilder left) {
        if (!left.isEmpty()) {
            response.setHeader("RateLimit-Policy", policies);
            response.setHeader("RateLimit", left.toString());
        }
    }

    private static void append(StringBuilder left, String policy, Decision decision) {
        left.append(left.isEmpty() ? "" : ", ")
                .append('"')
                .append(policy)
                .append("\";r=")
                .append(decision.remaining())
                .append(";t=")
                .append(decision.untilFull().plusMillis(999).toSeconds());
    }

    private static String policies(RateLimitProperties limits) {
        StringBuilder policies = new StringBuilder();
        append(policies, KEY, limits.key());
        append(policies, USER, limits.user());
        return policies.toString();
    }

    private static void append(StringBuilder policies, String policy, Rate rate) {
        if (!rate.isUnlimited()) {
            policies.append(policies.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(policy)
                    .append("\";q=")
                    .append(rate.requestsPerMinute())
                    .append(";w=")
                    .append(Rate.WINDOW.toSeconds());
        }
    }
}
