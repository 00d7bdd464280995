package io.millrace.local.qdrant.filter;

import com.google.protobuf.Timestamp;
import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.payload.JsonPath;
import io.millrace.local.qdrant.point.PointKey;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.ValuesCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads protobuf filters.
 *
 * @param hasTextIndex whether a payload key has a full-text index, which turns {@code match text} from substrings to words
 */
public record FilterReader(Predicate<String> hasTextIndex) {

    /**
     * Reads a filter.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for a malformed condition, UNIMPLEMENTED for a geo condition
     */
    public PointCondition read(Filter filter) {
        return read(filter, false);
    }

    private PointCondition read(Filter filter, boolean nested) {
        List<PointCondition> must = new ArrayList<>(conditions(filter.getMustList(), nested));
        if (filter.hasMinShould()) {
            if (filter.getMinShould().getMinCount() < 1) {
                throw QdrantStatus.validation("filter.min_should.min_count", "min_count must be greater than 0");
            }
            List<PointCondition> conditions = conditions(filter.getMinShould().getConditionsList(), nested);
            int minCount = (int) Math.min(filter.getMinShould().getMinCount(), Integer.MAX_VALUE);
            must.add(
                    conditions.isEmpty()
                            ? new IdentityConditions.Never()
                            : new FilterCondition(List.of(), conditions, minCount, List.of()));
        }
        return new FilterCondition(
                must, conditions(filter.getShouldList(), nested), 1, conditions(filter.getMustNotList(), nested));
    }

    private List<PointCondition> conditions(List<Condition> conditions, boolean nested) {
        return conditions.stream().map(condition -> read(condition, nested)).toList();
    }

    private PointCondition read(Condition condition, boolean nested) {
        return switch (condition.getConditionOneOfCase()) {
            case FIELD ->
                new FieldConditions.FieldMatches(path(condition.getField().getKey()), test(condition.getField()));
            case IS_EMPTY ->
                new FieldConditions.IsEmpty(path(condition.getIsEmpty().getKey()));
            case IS_NULL ->
                new FieldConditions.IsNull(path(condition.getIsNull().getKey()));
            case HAS_ID -> {
                Set<PointKey> keys = condition.getHasId().getHasIdList().stream()
                        .map(PointKey::of)
                        .collect(Collectors.toSet());
                yield nested ? new IdentityConditions.Never() : new IdentityConditions.HasId(keys);
            }
            case HAS_VECTOR ->
                nested
                        ? new IdentityConditions.Never()
                        : new IdentityConditions.HasVector(
                                condition.getHasVector().getHasVector());
            case FILTER -> read(condition.getFilter(), nested);
            case NESTED ->
                new FieldConditions.Nested(
                        path(condition.getNested().getKey()).overElements(),
                        read(condition.getNested().getFilter(), true));
            case CONDITIONONEOF_NOT_SET -> throw QdrantStatus.invalidArgument("Malformed Condition type");
        };
    }

    private ValueTest test(FieldCondition field) {
        if (field.hasMatch()) {
            return match(field.getKey(), field.getMatch());
        }
        if (field.hasRange()) {
            return range(field.getRange());
        }
        if (field.hasDatetimeRange()) {
            return range(field.getDatetimeRange());
        }
        if (field.hasValuesCount()) {
            return new ValueTests.CountInRange(range(field.getValuesCount()));
        }
        if (field.hasGeoBoundingBox() || field.hasGeoRadius() || field.hasGeoPolygon()) {
            throw QdrantStatus.unimplemented("a geo condition");
        }
        if (field.hasIsEmpty() || field.hasIsNull()) {
            return new ValueTests.Emptiness(
                    field.hasIsEmpty() ? field.getIsEmpty() : null, field.hasIsNull() ? field.getIsNull() : null);
        }
        throw QdrantStatus.invalidArgument("Malformed FieldCondition: no condition for key '" + field.getKey() + "'");
    }

    private ValueTest match(String key, Match match) {
        boolean words = hasTextIndex.test(key);
        return switch (match.getMatchValueCase()) {
            case KEYWORD -> new ValueTests.AnyKeyword(Set.of(match.getKeyword()));
            case INTEGER -> new ValueTests.AnyInteger(Set.of(match.getInteger()));
            case BOOLEAN -> new ValueTests.IsBoolean(match.getBoolean());
            case KEYWORDS ->
                new ValueTests.AnyKeyword(Set.copyOf(match.getKeywords().getStringsList()));
            case INTEGERS ->
                new ValueTests.AnyInteger(Set.copyOf(match.getIntegers().getIntegersList()));
            case EXCEPT_KEYWORDS ->
                new ValueTests.ExceptKeywords(
                        Set.copyOf(match.getExceptKeywords().getStringsList()));
            case EXCEPT_INTEGERS ->
                new ValueTests.ExceptIntegers(
                        Set.copyOf(match.getExceptIntegers().getIntegersList()));
            case TEXT ->
                words
                        ? ValueTests.HasWords.of(match.getText(), true)
                        : new ValueTests.ContainsAny(List.of(match.getText()));
            case TEXT_ANY ->
                words
                        ? ValueTests.HasWords.of(match.getTextAny(), false)
                        : new ValueTests.ContainsAny(
                                List.of(match.getTextAny().trim().split("\\s+", -1)));
            case PHRASE -> new ValueTests.ContainsAny(List.of(match.getPhrase()));
            case MATCHVALUE_NOT_SET -> throw QdrantStatus.invalidArgument("Malformed Match condition");
        };
    }

    private static ValueTests.InRange range(Range range) {
        return new ValueTests.InRange(
                range.hasGt() ? range.getGt() : null,
                range.hasGte() ? range.getGte() : null,
                range.hasLt() ? range.getLt() : null,
                range.hasLte() ? range.getLte() : null);
    }

    private static ValueTests.InRange range(ValuesCount count) {
        return new ValueTests.InRange(
                count.hasGt() ? (double) count.getGt() : null,
                count.hasGte() ? (double) count.getGte() : null,
                count.hasLt() ? (double) count.getLt() : null,
                count.hasLte() ? (double) count.getLte() : null);
    }

    private static ValueTests.InDatetimeRange range(DatetimeRange range) {
        return new ValueTests.InDatetimeRange(
                range.hasGt() ? instant(range.getGt()) : null,
                range.hasGte() ? instant(range.getGte()) : null,
                range.hasLt() ? instant(range.getLt()) : null,
                range.hasLte() ? instant(range.getLte()) : null);
    }

    private static @Nullable Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /** Reads a payload key, or INVALID_ARGUMENT as {@code json_path_from_proto} in {@code lib/api/src/conversions}. */
    public static JsonPath path(String key) {
        return JsonPath.parse(key).orElseThrow(() -> QdrantStatus.invalidArgument("Invalid json path: '" + key + "'"));
    }
}
