package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.schemas.topic.TopicNames;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The relay in an application; no server answers. */
class RelayConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(RelayConfiguration.class)
            .withBean(TopicNames.class, () -> new TopicNames("t"))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues(
                    "millrace.postgres.direct-url=jdbc:postgresql://localhost:1/db", "millrace.relay.password=secret");

    @Test
    void relayRunsUnlessItIsTurnedOff() {
        application.run(context -> {
            assertThat(context).hasSingleBean(OutboxRelay.class);
            assertThat(context.getBean(RelayLifecycle.class).isRunning()).isTrue();
        });
        application
                .withPropertyValues("millrace.relay.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(OutboxRelay.class));
    }

    @Test
    void healthSaysWhatIsInTheWay() {
        application.run(context -> {
            RelayHealthIndicator health = context.getBean(RelayHealthIndicator.class);
            Awaitility.await().until(() -> context.getBean(OutboxRelay.class).state() instanceof RelayState.BackingOff);
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails()).containsKeys("reason", "state");
        });
    }

    @Test
    void missingAddressOrPasswordIsNamed() {
        application
                .withPropertyValues("millrace.postgres.direct-url=")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("MILLRACE_POSTGRES_DIRECT_URL"));
        application
                .withPropertyValues("millrace.relay.password=")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("MILLRACE_RELAY_PASSWORD"));
    }
}
