package io.millrace.local.qdrant.filter;

import io.millrace.local.qdrant.payload.JsonPath;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.search.Query;

/** Conditions on the values of one payload key. */
final class FieldConditions {

    private FieldConditions() {}

    /** Some value at the path passes the test, looking one array level deep unless the test counts. */
    record FieldMatches(JsonPath path, ValueTest test) implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            List<Value> values = path.valuesIn(point.payload());
            return values.isEmpty() ? test.passesNothing() : values.stream().anyMatch(test::passesField);
        }

        @Override
        public Query query() {
            Optional<Query> exact = path.canonical().flatMap(test::termQuery);
            return exact.orElseGet(() -> new ConditionQuery(this));
        }
    }

    /** Every value at the path is null or an empty list, or there is none. */
    record IsEmpty(JsonPath path) implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            return path.valuesIn(point.payload()).stream().allMatch(FieldConditions::isNullOrEmpty);
        }

        @Override
        public Query query() {
            return new ConditionQuery(this);
        }
    }

    /** Some value at the path is null. */
    record IsNull(JsonPath path) implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            return path.valuesIn(point.payload()).stream().anyMatch(FieldConditions::isNull);
        }

        @Override
        public Query query() {
            return new ConditionQuery(this);
        }
    }

    /** Some object in the array at the path meets the whole filter by itself. */
    record Nested(JsonPath elements, PointCondition filter) implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            return elements.valuesIn(point.payload()).stream()
                    .filter(Value::hasStructValue)
                    .anyMatch(object -> filter.matches(
                            new ElementView(point, object.getStructValue().getFieldsMap())));
        }

        @Override
        public Query query() {
            return new ConditionQuery(this);
        }
    }

    private record ElementView(PointView point, Map<String, Value> payload) implements PointView {
        @Override
        public io.millrace.local.qdrant.point.PointKey key() {
            return point.key();
        }

        @Override
        public boolean hasVector(String name) {
            return false;
        }
    }

    static boolean isNullOrEmpty(Value value) {
        return isNull(value) || (value.hasListValue() && value.getListValue().getValuesCount() == 0);
    }

    static boolean isNull(Value value) {
        return value.hasNullValue() || value.getKindCase() == Value.KindCase.KIND_NOT_SET;
    }
}
