package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.get;
import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random writes, restarts and filters against a naive model in memory; the seed is the parameter. */
class EmbeddedQdrantModelIT {

    private static final int STEPS = 150;
    private static final int KEYS = 60;
    private static final List<String> WORDS = List.of("red", "green", "blue", "grey");

    /** A filter with its meaning, told in plain Java over the model's payloads. */
    private record Expectation(Condition condition, Predicate<Map.Entry<Long, Map<String, Value>>> holds) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void everyFilterAndPageAgreesWithTheModel(long seed, @TempDir Path directory) {
        Random random = new Random(seed);
        Map<Long, Map<String, Value>> model = new TreeMap<>();
        RunningQdrant qdrant = RunningQdrant.start(directory);
        try {
            get(qdrant.client()
                    .createCollectionAsync(
                            "c",
                            VectorParams.newBuilder()
                                    .setSize(2)
                                    .setDistance(Distance.Dot)
                                    .build()));
            for (int step = 0; step < STEPS; step++) {
                write(qdrant.client(), random, model);
                if (random.nextInt(60) == 0) {
                    qdrant.close();
                    qdrant = RunningQdrant.start(directory);
                }
                Expectation expectation = expectation(random, 2);
                assertThat(scroll(qdrant.client(), expectation.condition(), 1 + random.nextInt(20)))
                        .as("seed %d, step %d, %s", seed, step, expectation.condition())
                        .isEqualTo(model.entrySet().stream()
                                .filter(expectation.holds())
                                .map(Map.Entry::getKey)
                                .toList());
            }
        } finally {
            qdrant.close();
        }
    }

    private static void write(QdrantClient client, Random random, Map<Long, Map<String, Value>> model) {
        List<Long> keys = Stream.generate(() -> (long) random.nextInt(KEYS))
                .limit(1 + random.nextInt(10))
                .distinct()
                .toList();
        switch (random.nextInt(6)) {
            case 0 -> {
                get(client.deleteAsync("c", keys.stream().map(key -> id(key)).toList()));
                keys.forEach(model::remove);
            }
            case 1 -> {
                Expectation expectation = expectation(random, 1);
                get(client.deleteAsync(
                        "c",
                        Filter.newBuilder()
                                .addMust(expectation.condition())
                                .addMust(hasId(ids(keys)))
                                .build()));
                model.entrySet()
                        .removeIf(entry -> keys.contains(entry.getKey())
                                && expectation.holds().test(entry));
            }
            case 2 -> {
                Map<String, Value> members = payload(random);
                List<Long> existing = keys.stream().filter(model::containsKey).toList();
                if (!existing.isEmpty()) {
                    get(client.setPayloadAsync("c", members, ids(existing), true, null, null));
                    existing.forEach(key -> {
                        Map<String, Value> merged = new HashMap<>(model.get(key));
                        members.forEach((name, member) -> {
                            if (member.hasNullValue()) {
                                merged.remove(name);
                            } else {
                                merged.put(name, member);
                            }
                        });
                        model.put(key, merged);
                    });
                }
            }
            case 3 -> {
                Expectation condition = expectation(random, 1);
                UpsertPoints.Builder upsert = upsert(random, keys, model, key -> {
                    Map<String, Value> existing = model.get(key);
                    return existing == null || condition.holds().test(Map.entry(key, existing));
                });
                get(client.upsertAsync(
                        upsert.setUpdateFilter(Filter.newBuilder().addMust(condition.condition()))
                                .build()));
            }
            default ->
                get(client.upsertAsync(upsert(random, keys, model, key -> true).build()));
        }
    }

    private static UpsertPoints.Builder upsert(
            Random random, List<Long> keys, Map<Long, Map<String, Value>> model, Predicate<Long> isWritten) {
        UpsertPoints.Builder upsert =
                UpsertPoints.newBuilder().setCollectionName("c").setWait(true);
        for (Long key : keys) {
            Map<String, Value> payload = payload(random);
            upsert.addPoints(PointStruct.newBuilder()
                    .setId(id(key))
                    .setVectors(VectorsFactory.vectors(1f, random.nextFloat()))
                    .putAllPayload(payload));
            if (isWritten.test(key)) {
                model.put(key, payload);
            }
        }
        return upsert;
    }

    private static Map<String, Value> payload(Random random) {
        Map<String, Value> payload = new HashMap<>();
        if (random.nextInt(4) > 0) {
            payload.put("n", random.nextBoolean() ? value(random.nextInt(8)) : value(random.nextInt(8) + 0.5));
        }
        switch (random.nextInt(4)) {
            case 0 -> payload.put("w", value(WORDS.get(random.nextInt(4))));
            case 1 ->
                payload.put(
                        "w", list(List.of(value(WORDS.get(random.nextInt(4))), value(WORDS.get(random.nextInt(4))))));
            case 2 -> payload.put("w", nullValue());
            default -> {}
        }
        return payload;
    }

    private static Expectation expectation(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<Expectation> parts = Stream.generate(() -> expectation(random, depth - 1))
                    .limit(1 + random.nextInt(3))
                    .toList();
            List<Condition> conditions =
                    parts.stream().map(Expectation::condition).toList();
            return switch (random.nextInt(3)) {
                case 0 ->
                    new Expectation(
                            filter(Filter.newBuilder().addAllMust(conditions).build()),
                            entry ->
                                    parts.stream().allMatch(part -> part.holds().test(entry)));
                case 1 ->
                    new Expectation(
                            filter(Filter.newBuilder().addAllShould(conditions).build()),
                            entry ->
                                    parts.stream().anyMatch(part -> part.holds().test(entry)));
                default ->
                    new Expectation(
                            filter(Filter.newBuilder().addAllMustNot(conditions).build()),
                            entry -> parts.stream()
                                    .noneMatch(part -> part.holds().test(entry)));
            };
        }
        int number = random.nextInt(8);
        String word = WORDS.get(random.nextInt(4));
        return switch (random.nextInt(6)) {
            case 0 -> new Expectation(match("n", number), entry -> integer(entry.getValue()) == number);
            case 1 ->
                new Expectation(
                        range(
                                "n",
                                Range.newBuilder()
                                        .setGt(number)
                                        .setLte(number + 2.5)
                                        .build()),
                        entry -> number(entry.getValue()) > number && number(entry.getValue()) <= number + 2.5);
            case 2 ->
                new Expectation(
                        matchKeywords("w", List.of(word, "red")),
                        entry -> words(entry.getValue()).stream()
                                .anyMatch(w -> w.getStringValue().equals(word)
                                        || w.getStringValue().equals("red")));
            case 3 ->
                new Expectation(
                        matchExceptKeywords("w", List.of(word)),
                        entry -> words(entry.getValue()).stream()
                                .anyMatch(w ->
                                        !w.hasNullValue() && !w.getStringValue().equals(word)));
            case 4 ->
                new Expectation(
                        isEmpty("w"), entry -> words(entry.getValue()).stream().allMatch(Value::hasNullValue));
            default ->
                new Expectation(
                        hasId(List.of(id(number), id(number + 20))),
                        entry -> entry.getKey() == number || entry.getKey() == number + 20);
        };
    }

    private static double number(Map<String, Value> payload) {
        Value value = payload.getOrDefault("n", nullValue());
        if (value.hasDoubleValue()) {
            return value.getDoubleValue();
        }
        return value.hasIntegerValue() ? (double) value.getIntegerValue() : Double.NaN;
    }

    private static long integer(Map<String, Value> payload) {
        Value value = payload.getOrDefault("n", nullValue());
        return value.hasIntegerValue() ? value.getIntegerValue() : -1;
    }

    private static List<Value> words(Map<String, Value> payload) {
        Value words = payload.get("w");
        if (words == null) {
            return List.of();
        }
        return words.hasListValue() ? words.getListValue().getValuesList() : List.of(words);
    }

    private static List<PointId> ids(List<Long> keys) {
        return keys.stream().map(key -> id(key)).toList();
    }

    private static List<Long> scroll(QdrantClient client, Condition condition, int pageSize) {
        List<Long> keys = new ArrayList<>();
        ScrollPoints.Builder request = ScrollPoints.newBuilder()
                .setCollectionName("c")
                .setFilter(Filter.newBuilder().addMust(condition))
                .setLimit(pageSize);
        ScrollResponse page;
        do {
            page = get(client.scrollAsync(request.build()));
            page.getResultList().forEach(point -> keys.add(point.getId().getNum()));
            request.setOffset(page.getNextPageOffset());
        } while (page.hasNextPageOffset());
        return keys;
    }
}
