package io.millrace.sync.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.millrace.sync.point.ParallelPointWriter.Refusal;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.VectorStoreException.Kind;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointSinkTest {

    private static final BackOff QUICK = new BackOff(Duration.ofNanos(1000), Duration.ofMillis(1));

    @Test
    void onlyARefusalOfTheRequestItselfIsPermanent() {
        Set<Status.Code> permanent = EnumSet.noneOf(Status.Code.class);
        for (Status.Code code : Status.Code.values()) {
            if (QdrantStatusMapper.of(code.toStatus(), new IllegalStateException())
                            .kind()
                    == Kind.PERMANENT) {
                permanent.add(code);
            }
        }
        assertThat(permanent)
                .containsExactlyInAnyOrder(
                        Status.Code.INVALID_ARGUMENT, Status.Code.OUT_OF_RANGE, Status.Code.ALREADY_EXISTS);
    }

    @Test
    void aCallThatMayHaveBeenAppliedHasAnUnknownOutcome() {
        assertThat(kind(Status.DEADLINE_EXCEEDED)).isEqualTo(Kind.UNKNOWN_OUTCOME);
        assertThat(kind(Status.INTERNAL)).isEqualTo(Kind.UNKNOWN_OUTCOME);
        assertThat(kind(Status.UNAVAILABLE)).isEqualTo(Kind.RETRIABLE);
        assertThat(kind(Status.NOT_FOUND)).isEqualTo(Kind.RETRIABLE);
    }

    @ParameterizedTest
    @EnumSource(
            value = UpdateStatus.class,
            names = {"Completed"},
            mode = EnumSource.Mode.EXCLUDE)
    void onlyCompletedIsSuccess(UpdateStatus status) {
        assertThatThrownBy(() -> QdrantStatusMapper.requireCompleted(status))
                .isInstanceOfSatisfying(
                        VectorStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
    }

    @Test
    void aWriteIsRepeatedUntilItIsApplied() {
        AtomicInteger attempts = new AtomicInteger();
        PointSink flaky = write -> {
            if (attempts.incrementAndGet() < 20) {
                throw new VectorStoreException(Kind.UNKNOWN_OUTCOME, "x", "no answer");
            }
        };
        new RetryingPointSink(flaky, QUICK, new StopSignal()).write(deletes(1));
        assertThat(attempts).hasValue(20);
    }

    @Test
    void aRefusedWriteIsNotRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        PointSink refusing = write -> {
            attempts.incrementAndGet();
            throw new VectorStoreException(Kind.PERMANENT, "x", "never");
        };
        assertThatThrownBy(() -> new RetryingPointSink(refusing, QUICK, new StopSignal()).write(deletes(1)))
                .isInstanceOf(VectorStoreException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aWaitingWriteEndsWhenThePartitionIsGivenAway() {
        StopSignal stop = new StopSignal();
        stop.raise();
        PointSink down = write -> {
            throw new VectorStoreException(Kind.RETRIABLE, "x", "down");
        };
        assertThatThrownBy(() -> new RetryingPointSink(down, BackOff.DEFAULT, stop).write(deletes(1)))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void oneBadPointCondemnsNoOther() {
        PointWrite write = deletes(100);
        Set<UUID> bad =
                Set.of(write.points().get(3).id(), write.points().get(77).id());
        Set<UUID> applied = ConcurrentHashMap.newKeySet();
        PointSink picky = part -> {
            if (part.points().stream().anyMatch(p -> bad.contains(p.id()))) {
                throw new VectorStoreException(Kind.PERMANENT, "bad-point", "wrong dimension");
            }
            part.points().forEach(p -> applied.add(p.id()));
        };
        List<Refusal> refusals =
                new ParallelPointWriter(picky, Runnable::run).writeAll(List.of(write.part(0, 50), write.part(50, 100)));

        assertThat(refusals).extracting(Refusal::id).containsExactlyInAnyOrderElementsOf(bad);
        assertThat(applied).hasSize(98);
    }

    @Test
    void onlyChangesToACollectionDeletedOnPurposeAreDiscarded() {
        PointSink missing = write -> {
            throw new VectorStoreException(Kind.RETRIABLE, VectorStoreException.COLLECTION_MISSING, "gone");
        };
        new DiscardingPointSink(missing, alias -> true).write(deletes(1));
        assertThatThrownBy(() -> new DiscardingPointSink(missing, alias -> false).write(deletes(1)))
                .isInstanceOf(VectorStoreException.class);
    }

    private static Kind kind(Status status) {
        return QdrantStatusMapper.of(status, new IllegalStateException()).kind();
    }

    private static PointWrite deletes(int count) {
        return new Deletes(
                "c",
                IntStream.range(0, count)
                        .mapToObj(i -> new GuardedDelete(UUID.randomUUID(), 1))
                        .toList());
    }
}
