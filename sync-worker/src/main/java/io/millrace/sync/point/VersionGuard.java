package io.millrace.sync.point;

import io.millrace.schemas.point.PointLayout;
import io.millrace.sync.point.PointWrite.Guarded;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.HasIdCondition;
import io.qdrant.client.grpc.Common.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The conditions under which Qdrant applies a write.
 *
 * <p>An upsert has one {@code update_filter} for all its points: those that exist and do not match keep their state, those
 * that do not exist are inserted (points.proto). So a request whose points have one version says {@code version < v}, and
 * any other says for each version which of its points it is about. Requests are cut from points sorted by version, so
 * most have one.
 *
 * <p>An equal version is left alone: chunk and version determine the point. A delete takes an equal version too, for a
 * version never both changes and deletes a chunk. A range is of doubles, exact up to 2^53 versions.
 */
final class VersionGuard {

    private VersionGuard() {}

    static Filter ofUpserts(List<? extends Guarded> points) {
        return conditions(
                points, version -> Range.newBuilder().setLt((double) version).build(), false);
    }

    static Filter ofDeletes(List<? extends Guarded> points) {
        return conditions(
                points, version -> Range.newBuilder().setLte((double) version).build(), true);
    }

    private interface Bound {
        Range of(long version);
    }

    private static Filter conditions(List<? extends Guarded> points, Bound bound, boolean alwaysNameIds) {
        Map<Long, List<Guarded>> byVersion = new TreeMap<>();
        for (Guarded point : points) {
            byVersion.computeIfAbsent(point.version(), v -> new ArrayList<>()).add(point);
        }
        if (byVersion.size() == 1) {
            Filter.Builder filter = Filter.newBuilder()
                    .addMust(version(bound.of(points.getFirst().version())));
            if (alwaysNameIds) {
                filter.addMust(hasId(points));
            }
            return filter.build();
        }
        Filter.Builder any = Filter.newBuilder();
        byVersion.forEach((version, group) -> any.addShould(Condition.newBuilder()
                .setFilter(Filter.newBuilder().addMust(hasId(group)).addMust(version(bound.of(version))))));
        return any.build();
    }

    private static Condition version(Range range) {
        return Condition.newBuilder()
                .setField(
                        FieldCondition.newBuilder().setKey(PointLayout.VERSION).setRange(range))
                .build();
    }

    private static Condition hasId(List<? extends Guarded> points) {
        HasIdCondition.Builder ids = HasIdCondition.newBuilder();
        points.forEach(point -> ids.addHasId(PointIdFactory.id(point.id())));
        return Condition.newBuilder().setHasId(ids).build();
    }
}
