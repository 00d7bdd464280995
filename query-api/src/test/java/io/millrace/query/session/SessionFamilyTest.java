package io.millrace.query.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionFamilyTest {

    @Test
    void idTellsWhenItsSessionBeganAndNothingElseTwice() {
        Instant now = Instant.ofEpochMilli(1_795_000_000_123L);
        UUID first = SessionFamily.begunAt(now);
        UUID second = SessionFamily.begunAt(now);
        assertThat(first).isNotEqualTo(second);
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(SessionFamily.begin(first)).contains(now);
        assertThat(SessionFamily.begin(UUID.randomUUID())).isEmpty();
    }
}
