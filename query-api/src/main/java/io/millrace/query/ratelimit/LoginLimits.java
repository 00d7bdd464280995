package io.millrace.query.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * Keeps passwords from being guessed: attempts that fail are counted by user name, whether there is such a user or not, and by
 * address. An attempt counts from when it begins, so that many at once are no way around it; one that succeeds does not count.
 * Thread-safe.
 */
@Component
public final class LoginLimits {

    /** No user name is longer. */
    private static final int LONGEST_NAME = 320;

    private static final int NETWORK_BYTES = 8;

    private final Rate nameRate;
    private final Rate addressRate;
    private final RateLimiter<String> names;
    private final RateLimiter<String> addresses;
    private final Counter refused;

    LoginLimits(RateLimitProperties limits, TimeMeter clock, MeterRegistry meters) {
        this.nameRate = limits.loginName();
        this.addressRate = limits.loginAddress();
        this.names = RateLimiter.of(nameRate, clock);
        this.addresses = RateLimiter.of(addressRate, clock);
        this.refused = RateLimitFilter.refusals(meters, "login");
    }

    /**
     * Before a password is compared.
     *
     * @param username in the form that names are compared in
     * @param address the address of the connection's other end
     * @throws ProblemException {@link ProblemCode#RATE_LIMITED}, the same whatever the limit and whether the user is there
     */
    public Attempt begin(String username, String address) {
        String name = username.substring(0, Math.min(username.length(), LONGEST_NAME));
        String network = network(address);
        take(addressRate, addresses, network);
        try {
            take(nameRate, names, name);
        } catch (ProblemException e) {
            addresses.giveBack(network);
            throw e;
        }
        return new Attempt(name, network);
    }

    private void take(Rate rate, RateLimiter<String> limiter, String who) {
        if (rate.isUnlimited()) {
            return;
        }
        Decision decision = limiter.take(who);
        if (!decision.allowed()) {
            refused.increment();
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED,
                    "too many attempts to log in failed: come again in " + Decision.seconds(decision.retryAfter())
                            + " s.",
                    decision.retryAfter());
        }
    }

    /** Who has one IPv6 address mostly has its /64. */
    static String network(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /** One that has begun. */
    public final class Attempt {

        private final String name;
        private final String network;

        private Attempt(String name, String network) {
            this.name = name;
            this.network = network;
        }

        /** It is not to count. */
        public void succeeded() {
            names.giveBack(name);
            addresses.giveBack(network);
        }
    }
}
