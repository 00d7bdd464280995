package io.millrace.sync;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up once both listeners are members of their groups. */
final class PipelineHealth extends AbstractHealthIndicator {

    private final PipelineLifecycle lifecycle;

    PipelineHealth(PipelineLifecycle lifecycle) {
        super("the pipeline could not be asked");
        this.lifecycle = lifecycle;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        lifecycle
                .pipeline()
                .filter(SyncPipeline::isReady)
                .ifPresentOrElse(
                        pipeline -> builder.up()
                                .withDetail("partitions", pipeline.assignedPartitions())
                                .withDetail("lag", pipeline.lag()),
                        () -> builder.outOfService()
                                .withDetail("reason", "no listener has joined its consumer group yet"));
    }
}
