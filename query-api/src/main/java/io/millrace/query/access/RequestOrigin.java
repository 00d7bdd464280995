package io.millrace.query.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * From where a request came, and with what.
 *
 * @param ip the address of the connection's other end; empty outside of a request
 * @param agent the User-Agent, cut to a length; empty when there is none
 */
record RequestOrigin(String ip, String agent) {

    private static final int MAX_AGENT = 400;

    private static final RequestOrigin NONE = new RequestOrigin("", "");

    static RequestOrigin ofThisThread() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : NONE;
    }

    private static RequestOrigin of(HttpServletRequest request) {
        @Nullable String agent = request.getHeader("User-Agent");
        String kept = agent == null ? "" : agent.replace("\0", "");
        // An address of IPv6 may name a network interface, which is no part of what PostgreSQL calls an address
        String ip = request.getRemoteAddr();
        int zone = ip.indexOf('%');
        return new RequestOrigin(
                zone < 0 ? ip : ip.substring(0, zone), kept.substring(0, Math.min(kept.length(), MAX_AGENT)));
    }
}
