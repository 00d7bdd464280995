package io.millrace.local.qdrant.collection;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.filter.PointCondition;
import io.millrace.local.qdrant.index.PointChange;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.index.PreparedPoint;
import io.millrace.local.qdrant.index.StoredPoint;
import io.millrace.local.qdrant.payload.JsonPath;
import io.millrace.local.qdrant.payload.PayloadEditor;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.PointVectors;
import io.millrace.local.qdrant.query.Matches;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.UpdateMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one collection. Each method returns the number of its last operation, which is applied but neither durable
 * nor visible before {@link PointIndex#awaitDurable} and {@link PointIndex#awaitVisible} return.
 *
 * <p>Semantics follow {@code lib/shard/src/update} of the Qdrant sources.
 */
public final class PointWriter {

    /** Points that one operation rewrites: bounds the heap that a rewrite of a whole collection takes. */
    private static final int REWRITE_BATCH = 1_000;

    private final StoredCollection collection;

    /** A writer to a collection. */
    public PointWriter(StoredCollection collection) {
        this.collection = collection;
    }

    /**
     * Inserts or replaces whole points.
     *
     * @param condition an existing point is only replaced when it meets this, null for always
     * @param mode whether points that do, or do not, exist are left alone ({@code update/points/upsert.rs})
     */
    public long upsert(List<PointStruct> points, @Nullable Filter condition, UpdateMode mode) throws IOException {
        List<PreparedPoint> prepared = new ArrayList<>(points.size());
        for (PointStruct point : points) {
            prepared.add(PreparedPoint.of(
                    PointKey.of(point.getId()),
                    point.getPayloadMap(),
                    collection.schema().stored(point.getVectors()),
                    collection.schema()));
        }
        if (condition == null && mode == UpdateMode.Upsert) {
            return collection.index().write(latest -> new PointChange.Put(prepared));
        }
        PointCondition required =
                collection.filters().read(condition == null ? Filter.getDefaultInstance() : condition);
        Set<PointKey> keys = new HashSet<>();
        prepared.forEach(point -> keys.add(point.key()));
        return collection.index().write(latest -> {
            Map<PointKey, StoredPoint> existing;
            try (PointIndex.View view = latest.including(keys)) {
                existing = view.points().read(keys);
            }
            return new PointChange.Put(prepared.stream()
                    .filter(point -> isWritten(existing.get(point.key()), required, mode))
                    .toList());
        });
    }

    private static boolean isWritten(@Nullable StoredPoint existing, PointCondition required, UpdateMode mode) {
        return switch (mode) {
            case Upsert, UNRECOGNIZED -> existing == null || required.matches(existing);
            case InsertOnly -> existing == null;
            case UpdateOnly -> existing != null && required.matches(existing);
        };
    }

    /** Removes points; those that do not exist are no error. */
    public long delete(PointsSelector selector) throws IOException {
        return switch (selector.getPointsSelectorOneOfCase()) {
            case POINTS -> {
                List<PointKey> keys = keys(selector);
                yield collection.index().write(latest -> new PointChange.Remove(keys));
            }
            case FILTER -> {
                PointCondition condition = collection.filters().read(selector.getFilter());
                yield collection.index().write(latest -> new PointChange.Remove(matching(latest, condition)));
            }
            case POINTSSELECTORONEOF_NOT_SET -> throw malformedSelector();
        };
    }

    /** Adds members to payloads, at the top or in the object at {@code key}. */
    public long setPayload(PointsSelector selector, Map<String, Value> members, @Nullable JsonPath key)
            throws IOException {
        return rewritePayload(
                selector,
                payload -> key == null
                        ? PayloadEditor.merge(payload, members)
                        : PayloadEditor.mergeAt(payload, key, members));
    }

    /** Replaces payloads. */
    public long overwritePayload(PointsSelector selector, Map<String, Value> payload) throws IOException {
        return rewritePayload(selector, old -> payload);
    }

    /** Removes values from payloads. */
    public long deletePayload(PointsSelector selector, List<String> keys) throws IOException {
        List<JsonPath> paths = keys.stream().map(FilterReader::path).toList();
        return rewritePayload(selector, payload -> {
            Map<String, Value> edited = payload;
            for (JsonPath path : paths) {
                edited = PayloadEditor.remove(edited, path);
            }
            return edited;
        });
    }

    private long rewritePayload(PointsSelector selector, UnaryOperator<Map<String, Value>> edit) throws IOException {
        return rewrite(selector, point -> point.with(edit.apply(point.payload()), point.vectors()));
    }

    /** Replaces single vectors of points, leaving the others; NOT_FOUND when one of the points does not exist. */
    public long updateVectors(List<io.qdrant.client.grpc.Points.PointVectors> updates, @Nullable Filter condition)
            throws IOException {
        Map<PointKey, PointVectors> changes = new LinkedHashMap<>();
        for (io.qdrant.client.grpc.Points.PointVectors update : updates) {
            changes.merge(
                    PointKey.of(update.getId()), collection.schema().stored(update.getVectors()), PointVectors::with);
        }
        PointCondition required =
                condition == null ? null : collection.filters().read(condition);
        return rewrite(
                changes.keySet(),
                point -> required != null && !required.matches(point)
                        ? point
                        : point.with(
                                point.payload(),
                                point.vectors().with(changes.getOrDefault(point.key(), PointVectors.NONE))));
    }

    /** Removes single vectors of points. */
    public long deleteVectors(PointsSelector selector, List<String> names) throws IOException {
        if (names.isEmpty()) {
            throw QdrantStatus.validation("vector_names", "must specify vector names to delete");
        }
        names.forEach(collection.schema()::requireName);
        Set<String> removed = Set.copyOf(names);
        return rewrite(
                selector, point -> point.with(point.payload(), point.vectors().without(removed)));
    }

    private long rewrite(PointsSelector selector, Function<StoredPoint, StoredPoint> edit) throws IOException {
        return switch (selector.getPointsSelectorOneOfCase()) {
            case POINTS -> rewrite(new LinkedHashSet<>(keys(selector)), edit);
            case FILTER -> {
                PointCondition condition = collection.filters().read(selector.getFilter());
                List<PointKey> remaining = new ArrayList<>();
                long last = collection.index().write(latest -> {
                    List<PointKey> all = matching(latest, condition);
                    int first = Math.min(REWRITE_BATCH, all.size());
                    remaining.addAll(all.subList(first, all.size()));
                    return edited(latest, all.subList(0, first), edit);
                });
                for (List<PointKey> batch : batches(remaining)) {
                    // a write in between may have changed what the filter selects
                    last = collection
                            .index()
                            .write(latest -> edited(
                                    latest, batch, point -> condition.matches(point) ? edit.apply(point) : point));
                }
                yield last;
            }
            case POINTSSELECTORONEOF_NOT_SET -> throw malformedSelector();
        };
    }

    private long rewrite(Set<PointKey> keys, Function<StoredPoint, StoredPoint> edit) throws IOException {
        long last = collection.index().lastOperation();
        Set<PointKey> missing = new LinkedHashSet<>(keys);
        for (List<PointKey> batch : batches(List.copyOf(keys))) {
            last = collection.index().write(latest -> {
                PointChange.Put change = edited(latest, batch, edit);
                change.points().forEach(point -> missing.remove(point.key()));
                return change;
            });
        }
        if (!missing.isEmpty()) {
            // check_unprocessed_points, update/helpers.rs: the points that do exist are changed all the same
            throw QdrantStatus.pointNotFound(missing.iterator().next());
        }
        return last;
    }

    private PointChange.Put edited(
            PointIndex.Latest latest, List<PointKey> keys, Function<StoredPoint, StoredPoint> edit) throws IOException {
        List<PreparedPoint> changed = new ArrayList<>(keys.size());
        try (PointIndex.View view = latest.including(keys)) {
            for (StoredPoint point : view.points().read(keys).values()) {
                StoredPoint edited = edit.apply(point);
                changed.add(PreparedPoint.of(edited.key(), edited.payload(), edited.vectors(), collection.schema()));
            }
        }
        return new PointChange.Put(changed);
    }

    private static List<PointKey> matching(PointIndex.Latest latest, PointCondition condition) throws IOException {
        try (PointIndex.View view = latest.all()) {
            FixedBitSet matches = Matches.all(view.searcher(), condition.query());
            int[] docs = new int[matches.cardinality()];
            int size = 0;
            for (int doc = matches.nextSetBit(0); doc != DocIdSetIterator.NO_MORE_DOCS; ) {
                docs[size++] = doc;
                doc = doc + 1 < matches.length() ? matches.nextSetBit(doc + 1) : DocIdSetIterator.NO_MORE_DOCS;
            }
            return view.points().read(docs, false, Set.of()).stream()
                    .map(StoredPoint::key)
                    .toList();
        }
    }

    private static List<List<PointKey>> batches(List<PointKey> keys) {
        List<List<PointKey>> batches = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += REWRITE_BATCH) {
            batches.add(keys.subList(from, Math.min(keys.size(), from + REWRITE_BATCH)));
        }
        return batches;
    }

    private static List<PointKey> keys(PointsSelector selector) {
        return selector.getPoints().getIdsList().stream().map(PointKey::of).toList();
    }

    private static RuntimeException malformedSelector() {
        return QdrantStatus.invalidArgument("Malformed PointsSelector type");
    }
}
