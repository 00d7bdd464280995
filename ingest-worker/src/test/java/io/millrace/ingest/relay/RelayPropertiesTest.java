package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayPropertiesTest {

    @Test
    void defaultsAreThoseOfTheManual() {
        assertThat(RelayProperties.of(Map.of()))
                .isEqualTo(new RelayProperties(
                        true,
                        "millrace_relay",
                        "millrace_outbox",
                        "",
                        Duration.ofDays(7),
                        Duration.ofHours(1),
                        1024,
                        Duration.ofMillis(20),
                        8192,
                        Duration.ofMillis(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(45),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource({
        "slot-name, Has-Capitals",
        "publication, ''",
        "max-batch-size, 0",
        "batch-interval, -1ms",
        "max-queue-size, 10",
        "poll-interval, 0ms",
        "heartbeat-interval, 0ms",
        "stall-timeout, 5s",
        "gap-repair-margin, -1s",
        "retention, 30m",
        "min-backoff, 0s",
        "max-backoff, 1ms"
    })
    void badValueIsRefusedByName(String property, String value) {
        assertThatThrownBy(() -> RelayProperties.of(Map.of("millrace.relay." + property, value)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.relay." + property + " must be");
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(RelayProperties.of(Map.of("millrace.relay.password", "hidden"))
                        .toString())
                .doesNotContain("hidden");
    }
}
