package io.millrace.query.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final Rate UNLIMITED = new Rate(0, 0);

    private final AtomicLong now = new AtomicLong(1);

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void burstIsLetThroughTheNextIsToldWhenAndComesThenAndNotBefore() {
        RateLimiter<String> limiter = RateLimiter.of(new Rate(60, 3), clock);
        assertThat(List.of(limiter.take("a"), limiter.take("a"), limiter.take("a")))
                .allMatch(Decision::allowed)
                .extracting(Decision::remaining)
                .containsExactly(2L, 1L, 0L);
        Decision refused = limiter.take("a");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.untilFull()).isEqualTo(Duration.ofSeconds(3));
        now.addAndGet(refused.retryAfter().toNanos() - 1);
        assertThat(limiter.take("a").allowed()).isFalse();
        now.addAndGet(1);
        assertThat(limiter.take("a").allowed()).isTrue();
        assertThat(limiter.take("a").allowed()).isFalse();
    }

    @Test
    void oneIsNotHeldToWhatAnotherTook() {
        RateLimiter<String> limiter = RateLimiter.of(new Rate(60, 1), clock);
        assertThat(limiter.take("a").allowed()).isTrue();
        assertThat(limiter.take("a").allowed()).isFalse();
        assertThat(limiter.take("b").allowed()).isTrue();
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        RateLimiter<String> limiter = RateLimiter.of(new Rate(60, 1), clock);
        for (int i = 0; i < 10; i++) {
            assertThat(limiter.take("a").allowed()).isTrue();
            limiter.giveBack("a");
        }
    }

    @Test
    void ofManyAtOnceNoMoreAreLetThroughThanTheBurst() {
        RateLimiter<String> limiter = RateLimiter.of(new Rate(60, 50), clock);
        long allowed = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> IntStream.range(0, 100)
                        .filter(i -> limiter.take("a").allowed())
                        .count()))
                .toList()
                .stream()
                .mapToLong(CompletableFuture::join)
                .sum();
        assertThat(allowed).isEqualTo(50);
    }

    @Test
    void passwordsAreGuessedNoFasterFromManyAddressesNorForManyNames() {
        LoginLimits limits = new LoginLimits(
                new RateLimitProperties(UNLIMITED, UNLIMITED, new Rate(6, 2), new Rate(60, 5), false),
                clock,
                new SimpleMeterRegistry());
        limits.begin("ada", "192.0.2.1");
        limits.begin("ada", "192.0.2.2");
        assertRefused(() -> limits.begin("ada", "192.0.2.3"), Duration.ofSeconds(10));
        limits.begin("bob", "2001:db8::1");
        limits.begin("eve", "2001:db8::2");
        limits.begin("kim", "2001:db8::3");
        limits.begin("lea", "2001:db8::4");
        limits.begin("max", "2001:db8:0:0:ffff::5");
        assertRefused(() -> limits.begin("zoe", "2001:db8::6"), Duration.ofSeconds(1));
        limits.begin("zoe", "2001:db8:0:1::6");
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        limits.begin("ada", "192.0.2.3");
    }

    @Test
    void whoKnowsThePasswordIsNeverHeldUp() {
        LoginLimits limits = new LoginLimits(
                new RateLimitProperties(UNLIMITED, UNLIMITED, new Rate(6, 2), new Rate(60, 2), false),
                clock,
                new SimpleMeterRegistry());
        for (int i = 0; i < 20; i++) {
            limits.begin("ada", "192.0.2.1").succeeded();
        }
    }

    @Test
    void rateThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Rate(-1, 0)).hasMessageContaining("requests-per-minute");
        assertThatThrownBy(() -> new Rate(1, -1)).hasMessageContaining("burst");
        assertThat(new Rate(7, 0).burst()).isEqualTo(7);
    }

    private static void assertRefused(Runnable attempt, Duration retryAfter) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.code()).isEqualTo(ProblemCode.RATE_LIMITED);
            assertThat(e.retryAfter()).contains(retryAfter);
        });
    }
}
