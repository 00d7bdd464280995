package io.millrace.local.qdrant;

import static io.qdrant.client.ConditionFactory.datetimeRange;
import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.hasVector;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.isNull;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.ConditionFactory.matchValues;
import static io.qdrant.client.ConditionFactory.nested;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.ConditionFactory.valuesCount;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.MinShould;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.ValuesCount;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters: {@code lib/segment/src/payload_storage/condition_checker.rs} and {@code query_checker.rs}. */
abstract class FilterContract extends ContractTest {

    private String name = "";

    @BeforeEach
    void fill() {
        name = collection(2, Distance.Dot);
        upsert(
                name,
                point(1, Map.of("city", value("Berlin"), "n", value(1), "on", value(true))),
                point(2, Map.of("city", value("Paris"), "n", value(2.5), "on", value(false))),
                point(3, Map.of("city", list(List.of(value("Berlin"), value("Rome"))), "n", value(3))),
                point(4, Map.of("city", nullValue(), "n", list(List.of(value(4), value(40))))),
                point(5, Map.of("city", list(List.of()), "at", value("2024-05-01T12:00:00Z"))),
                point(
                        6,
                        Map.of(
                                "a",
                                PointContract.object(Map.of(
                                        "b",
                                        value("deep"),
                                        "with.dot",
                                        value(1),
                                        "c",
                                        list(List.of(item(1, "x"), item(2, "y"))))))),
                point(7, Map.of("a", PointContract.object(Map.of("c", list(List.of(item(1, "y"), item(2, "x"))))))),
                point(8, Map.of("text", value("The quick Brown fox"), "at", value("2024-05-02 00:00:00+02:00"))),
                point(9, Map.of()));
    }

    private static Value item(long number, String letter) {
        return PointContract.object(Map.of("n", value(number), "l", value(letter)));
    }

    private List<Long> must(Condition... conditions) {
        return idsWhere(
                name, Filter.newBuilder().addAllMust(List.of(conditions)).build());
    }

    private List<Long> mustNot(Condition condition) {
        return idsWhere(name, Filter.newBuilder().addMustNot(condition).build());
    }

    @Test
    void matchLooksOneArrayLevelDeepAndIsOfOneType() {
        assertThat(must(matchKeyword("city", "Berlin"))).containsExactly(1L, 3L);
        assertThat(must(matchKeyword("city[]", "Berlin"))).containsExactly(3L);
        assertThat(must(matchKeywords("city", List.of("Paris", "Rome")))).containsExactly(2L, 3L);
        assertThat(must(match("n", 1))).containsExactly(1L);
        assertThat(must(match("n", 40))).containsExactly(4L);
        assertThat(must(matchValues("n", List.of(3L, 4L, 99L)))).containsExactly(3L, 4L);
        assertThat(must(match("on", false))).containsExactly(2L);
        assertThat(must(matchKeyword("n", "1"))).isEmpty();
    }

    // Match::Except: any other value but null
    @Test
    void exceptAsksForSomeOtherValue() {
        assertThat(must(matchExceptKeywords("city", List.of("Berlin")))).containsExactly(2L, 3L);
        assertThat(mustNot(matchKeyword("city", "Berlin"))).containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void rangesCompareIntegersAndFloats() {
        assertThat(must(range("n", Range.newBuilder().setGte(2.5).setLt(4).build())))
                .containsExactly(2L, 3L);
        assertThat(must(range("n", Range.newBuilder().setGt(2.5).build()))).containsExactly(3L, 4L);
        assertThat(must(range("n", Range.newBuilder().setLte(1).build()))).containsExactly(1L);
        assertThat(must(range("city", Range.newBuilder().setLte(1).build()))).isEmpty();
    }

    // DateTimePayloadType::from_str, lib/segment/src/types.rs
    @Test
    void datetimeRangesCompareInstants() {
        Instant noon = Instant.parse("2024-05-01T12:00:00Z");
        assertThat(must(datetimeRange(
                        "at", DatetimeRange.newBuilder().setGt(timestamp(noon)).build())))
                .containsExactly(8L);
        assertThat(must(datetimeRange(
                        "at", DatetimeRange.newBuilder().setLte(timestamp(noon)).build())))
                .containsExactly(5L);
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
    }

    @Test
    void emptyIsNullOrNothingAndNullIsOnlyNull() {
        assertThat(must(isEmpty("city"))).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(must(isNull("city"))).containsExactly(4L);
        assertThat(must(isEmpty("a.b"))).containsExactly(1L, 2L, 3L, 4L, 5L, 7L, 8L, 9L);
    }

    @Test
    void nestedKeysReachIntoObjectsAndArrays() {
        assertThat(must(matchKeyword("a.b", "deep"))).containsExactly(6L);
        assertThat(must(match("a.\"with.dot\"", 1))).containsExactly(6L);
        assertThat(must(match("a.c[].n", 2))).containsExactly(6L, 7L);
        assertThat(must(matchKeyword("a.c[0].l", "x"))).containsExactly(6L);
        assertThat(must(match("a.c.n", 2))).isEmpty();
    }

    @Test
    void aNestedFilterHoldsForOneElementAsAWhole() {
        Condition first = match("n", 1);
        Condition letter = matchKeyword("l", "x");
        assertThat(must(match("a.c[].n", 1), matchKeyword("a.c[].l", "x"))).containsExactly(6L, 7L);
        assertThat(must(nested(
                        "a.c",
                        Filter.newBuilder().addMust(first).addMust(letter).build())))
                .containsExactly(6L);
        assertThat(must(nested(
                        "a.c[]",
                        Filter.newBuilder().addMust(letter).addMustNot(first).build())))
                .containsExactly(7L);
    }

    @Test
    void textWithoutAnIndexIsASubstring() {
        assertThat(must(matchText("text", "quick Brown"))).containsExactly(8L);
        assertThat(must(matchText("text", "brown"))).isEmpty();
    }

    @Test
    void valuesAreCounted() {
        assertThat(must(valuesCount("city", ValuesCount.newBuilder().setGte(2).build())))
                .containsExactly(3L);
        assertThat(must(valuesCount("n", ValuesCount.newBuilder().setGte(1).build())))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void idsAndVectorsAreConditionsToo() {
        assertThat(must(hasId(List.of(id(3), id(1), id(77))))).containsExactly(1L, 3L);
        assertThat(mustNot(hasId(List.of(id(3), id(1))))).containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(must(hasVector(""))).hasSize(9);
    }

    @Test
    void clausesCombine() {
        Condition berlin = matchKeyword("city", "Berlin");
        Condition three = match("n", 3);
        Condition on = match("on", true);
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder()
                                .addMust(berlin)
                                .addShould(three)
                                .addShould(match("n", 99))
                                .build()))
                .containsExactly(3L);
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder().addMust(berlin).addMustNot(three).build()))
                .containsExactly(1L);
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder()
                                .setMinShould(MinShould.newBuilder()
                                        .setMinCount(2)
                                        .addAllConditions(List.of(berlin, three, on)))
                                .build()))
                .containsExactly(1L, 3L);
        Condition either =
                filter(Filter.newBuilder().addShould(on).addShould(three).build());
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder().addMust(either).addMust(berlin).build()))
                .containsExactly(1L, 3L);
        assertThat(allIds(name)).hasSize(9);
    }

    // json_path_from_proto, lib/api/src/conversions/json.rs
    @Test
    void aMalformedKeyIsRefused() {
        Status status = failure(client().countAsync(
                        name,
                        Filter.newBuilder().addMust(matchKeyword("a..b", "x")).build(),
                        true));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).isEqualTo("Invalid json path: 'a..b'");
    }
}
