package io.millrace.local.qdrant.filter;

import io.millrace.local.qdrant.payload.PayloadTerms;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The tests that a field condition can make of a value. */
final class ValueTests {

    private ValueTests() {}

    /** A string equal to one of these. */
    record AnyKeyword(Set<String> values) implements ValueTest {
        AnyKeyword {
            values = Set.copyOf(values);
        }

        @Override
        public boolean passes(Value value) {
            return value.hasStringValue() && values.contains(value.getStringValue());
        }

        @Override
        public Optional<Query> termQuery(String path) {
            return values.stream().allMatch(PayloadTerms::isIndexed)
                    ? Optional.of(anyOf(values.stream()
                            .map(value -> PayloadTerms.keyword(path, value))
                            .toList()))
                    : Optional.empty();
        }
    }

    /** An integer equal to one of these; 1.0 is not an integer ({@code Number::as_i64}). */
    record AnyInteger(Set<Long> values) implements ValueTest {
        AnyInteger {
            values = Set.copyOf(values);
        }

        @Override
        public boolean passes(Value value) {
            return value.hasIntegerValue() && values.contains(value.getIntegerValue());
        }

        @Override
        public Optional<Query> termQuery(String path) {
            return Optional.of(anyOf(values.stream()
                    .map(value -> PayloadTerms.integer(path, value))
                    .toList()));
        }
    }

    /** This boolean. */
    record IsBoolean(boolean expected) implements ValueTest {
        @Override
        public boolean passes(Value value) {
            return value.hasBoolValue() && value.getBoolValue() == expected;
        }

        @Override
        public Optional<Query> termQuery(String path) {
            return Optional.of(anyOf(List.of(PayloadTerms.bool(path, expected))));
        }
    }

    /** Anything but these strings, and but null. */
    record ExceptKeywords(Set<String> values) implements ValueTest {
        ExceptKeywords {
            values = Set.copyOf(values);
        }

        @Override
        public boolean passes(Value value) {
            return value.hasStringValue() ? !values.contains(value.getStringValue()) : !FieldConditions.isNull(value);
        }
    }

    /** Anything but these integers, and but null. */
    record ExceptIntegers(Set<Long> values) implements ValueTest {
        ExceptIntegers {
            values = Set.copyOf(values);
        }

        @Override
        public boolean passes(Value value) {
            return value.hasIntegerValue() ? !values.contains(value.getIntegerValue()) : !FieldConditions.isNull(value);
        }
    }

    /**
     * A string that contains one of these texts; without a text index Qdrant compares substrings, case and all
     * ({@code Match::Text} and {@code Match::TextAny}).
     */
    record ContainsAny(List<String> texts) implements ValueTest {
        ContainsAny {
            texts = List.copyOf(texts);
        }

        @Override
        public boolean passes(Value value) {
            return value.hasStringValue() && texts.stream().anyMatch(value.getStringValue()::contains);
        }
    }

    /** A string that has all, or any, of these lower-case words: what a text index makes of {@code text}, {@code text_any}. */
    record HasWords(Set<String> words, boolean all) implements ValueTest {
        HasWords {
            words = Set.copyOf(words);
        }

        static HasWords of(String text, boolean all) {
            return new HasWords(Set.copyOf(words(text)), all);
        }

        @Override
        public boolean passes(Value value) {
            if (!value.hasStringValue() || words.isEmpty()) {
                return false;
            }
            Set<String> present = Set.copyOf(words(value.getStringValue()));
            return all ? present.containsAll(words) : words.stream().anyMatch(present::contains);
        }

        private static List<String> words(String text) {
            List<String> words = new ArrayList<>();
            StringBuilder word = new StringBuilder();
            text.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
                if (Character.isLetterOrDigit(c)) {
                    word.appendCodePoint(c);
                } else if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            });
            if (!word.isEmpty()) {
                words.add(word.toString());
            }
            return words.stream().distinct().toList();
        }
    }

    /** A number in a range; absent bounds are open. */
    record InRange(
            @Nullable Double gt,
            @Nullable Double gte,
            @Nullable Double lt,
            @Nullable Double lte) implements ValueTest {
        @Override
        public boolean passes(Value value) {
            return switch (value.getKindCase()) {
                case INTEGER_VALUE -> holds((double) value.getIntegerValue());
                case DOUBLE_VALUE -> holds(value.getDoubleValue());
                case NULL_VALUE, STRING_VALUE, BOOL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> false;
            };
        }

        private boolean holds(double number) {
            return (gt == null || number > gt)
                    && (gte == null || number >= gte)
                    && (lt == null || number < lt)
                    && (lte == null || number <= lte);
        }

        @Override
        public Optional<Query> termQuery(String path) {
            double lowest = Math.max(orElse(gt, Double.NEGATIVE_INFINITY), orElse(gte, Double.NEGATIVE_INFINITY));
            double highest = Math.min(orElse(lt, Double.POSITIVE_INFINITY), orElse(lte, Double.POSITIVE_INFINITY));
            if (Double.isNaN(lowest) || Double.isNaN(highest)) {
                return Optional.empty();
            }
            boolean includesLowest = gt == null || gt < lowest;
            boolean includesHighest = lt == null || lt > highest;
            return Optional.of(new TermRangeQuery(
                    IndexFields.TERMS,
                    PayloadTerms.number(path, lowest),
                    PayloadTerms.number(path, highest),
                    includesLowest,
                    includesHighest));
        }

        private static double orElse(@Nullable Double bound, double open) {
            return bound == null ? open : bound;
        }
    }

    /** A string that is a date and time in a range. */
    record InDatetimeRange(
            @Nullable Instant gt,
            @Nullable Instant gte,
            @Nullable Instant lt,
            @Nullable Instant lte) implements ValueTest {
        @Override
        public boolean passes(Value value) {
            return value.hasStringValue()
                    && Datetimes.parse(value.getStringValue())
                            .filter(this::holds)
                            .isPresent();
        }

        private boolean holds(Instant instant) {
            return (gt == null || instant.isAfter(gt))
                    && (gte == null || !instant.isBefore(gte))
                    && (lt == null || instant.isBefore(lt))
                    && (lte == null || !instant.isAfter(lte));
        }
    }

    /** The number of values: elements of an array, 0 for null or nothing, 1 for anything else. */
    record CountInRange(InRange range) implements ValueTest {
        @Override
        public boolean passes(Value value) {
            return range.holds(count(value));
        }

        @Override
        public boolean passesField(Value value) {
            return passes(value);
        }

        @Override
        public boolean passesNothing() {
            return range.holds(0);
        }

        private static int count(Value value) {
            if (value.hasListValue()) {
                return value.getListValue().getValuesCount();
            }
            return FieldConditions.isNull(value) ? 0 : 1;
        }
    }

    /** The {@code is_empty} and {@code is_null} members of a field condition, which may also be asked for in the negative. */
    record Emptiness(@Nullable Boolean empty, @Nullable Boolean isNull) implements ValueTest {
        @Override
        public boolean passes(Value value) {
            if (empty != null) {
                boolean isEmpty = FieldConditions.isNullOrEmpty(value);
                return isEmpty == empty;
            }
            boolean hasNull = value.hasListValue()
                    ? value.getListValue().getValuesList().stream().anyMatch(FieldConditions::isNull)
                    : FieldConditions.isNull(value);
            return isNull != null && hasNull == isNull;
        }

        @Override
        public boolean passesField(Value value) {
            return passes(value);
        }

        @Override
        public boolean passesNothing() {
            return empty != null ? empty : isNull != null && !isNull;
        }
    }

    private static Query anyOf(List<BytesRef> terms) {
        return terms.size() == 1
                ? new TermQuery(new Term(IndexFields.TERMS, terms.getFirst()))
                : new TermInSetQuery(IndexFields.TERMS, terms);
    }
}
