package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.Datetimes;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.index.StoredPoint;
import io.millrace.local.qdrant.payload.JsonPath;
import io.millrace.local.qdrant.point.PointKey;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.OrderValue;
import io.qdrant.client.grpc.Points.StartFrom;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.FixedBitSet;

/**
 * Points in order of a payload value: numbers by their value, dates by their instant, equal values by key. A point without
 * such a value is left out, one with several comes once per value ({@code lib/segment/src/data_types/order_by.rs}).
 */
public final class PayloadOrder {

    private static final int READ_AT_ONCE = 1024;

    private record Entry(int doc, PointKey key, OrderValue value) {}

    private PayloadOrder() {}

    /** The first hits in the order that was asked for. */
    public static List<Hit> first(PointIndex.View view, JsonPath path, OrderBy order, Query filter, int limit)
            throws IOException {
        boolean descending = order.getDirection() == Direction.Desc;
        Comparator<Entry> ascending = Comparator.<Entry>comparingDouble(entry -> number(entry.value()))
                .thenComparing(Entry::key);
        Comparator<Entry> comparator = descending ? ascending.reversed() : ascending;
        List<Entry> entries = new ArrayList<>();
        FixedBitSet matches = Matches.all(view.searcher(), filter);
        int[] docs = new int[READ_AT_ONCE];
        int size = 0;
        for (int doc = matches.nextSetBit(0); doc != DocIdSetIterator.NO_MORE_DOCS; ) {
            docs[size++] = doc;
            doc = doc + 1 < matches.length() ? matches.nextSetBit(doc + 1) : DocIdSetIterator.NO_MORE_DOCS;
            if (size == READ_AT_ONCE || doc == DocIdSetIterator.NO_MORE_DOCS) {
                int[] batch = java.util.Arrays.copyOf(docs, size);
                List<StoredPoint> points = view.points().read(batch, true, Set.of());
                for (int i = 0; i < batch.length; i++) {
                    collect(batch[i], points.get(i), path, order, descending, entries);
                }
                size = 0;
            }
        }
        return entries.stream()
                .sorted(comparator)
                .limit(limit)
                .map(entry -> new Hit(entry.doc(), 0, entry.value()))
                .toList();
    }

    private static void collect(
            int doc, StoredPoint point, JsonPath path, OrderBy order, boolean descending, List<Entry> entries) {
        for (Value found : path.valuesIn(point.payload())) {
            Stream<Value> scalars =
                    found.hasListValue() ? found.getListValue().getValuesList().stream() : Stream.of(found);
            scalars.forEach(scalar -> {
                OrderValue value = orderValue(scalar);
                if (value.getVariantCase() == OrderValue.VariantCase.VARIANT_NOT_SET) {
                    return;
                }
                if (order.hasStartFrom()) {
                    double start = start(order.getStartFrom());
                    if (descending ? number(value) > start : number(value) < start) {
                        return;
                    }
                }
                entries.add(new Entry(doc, point.key(), value));
            });
        }
    }

    private static OrderValue orderValue(Value scalar) {
        return switch (scalar.getKindCase()) {
            case INTEGER_VALUE ->
                OrderValue.newBuilder().setInt(scalar.getIntegerValue()).build();
            case DOUBLE_VALUE ->
                OrderValue.newBuilder().setFloat(scalar.getDoubleValue()).build();
            case STRING_VALUE ->
                Datetimes.parse(scalar.getStringValue())
                        .map(instant -> OrderValue.newBuilder()
                                .setInt(microseconds(instant))
                                .build())
                        .orElse(OrderValue.getDefaultInstance());
            case NULL_VALUE, BOOL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> OrderValue.getDefaultInstance();
        };
    }

    private static double number(OrderValue value) {
        return value.hasInt() ? value.getInt() : value.getFloat();
    }

    private static double start(StartFrom start) {
        return switch (start.getValueCase()) {
            case FLOAT -> start.getFloat();
            case INTEGER -> start.getInteger();
            case TIMESTAMP ->
                microseconds(Instant.ofEpochSecond(
                        start.getTimestamp().getSeconds(), start.getTimestamp().getNanos()));
            case DATETIME ->
                microseconds(Datetimes.parse(start.getDatetime())
                        .orElseThrow(() -> QdrantStatus.invalidArgument("Malformed datetime: " + start.getDatetime())));
            case VALUE_NOT_SET -> throw QdrantStatus.invalidArgument("No start_from value provided");
        };
    }

    private static long microseconds(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
