package io.millrace.query.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be done so that a collection is as it is declared. What a declaration does not say stays as it is, but that of limits
 * it says all or nothing.
 *
 * @param settingsChange whether the collection itself is to be made or changed
 * @param limitsChange whether its limits are
 */
record CollectionPlan(
        DeclaredCollection declared,
        Action action,
        List<Change> changes,
        boolean settingsChange,
        boolean limitsChange) {

    enum Action {
        CREATED("+"),
        UNCHANGED("="),
        CHANGED("~"),
        /** A field is fixed, and is to be another. */
        REFUSED("!");

        private final String mark;

        Action(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A value that is to be another. Missing for none. */
    record Change(String field, JsonNode from, JsonNode to, boolean fixed) {}

    private static final Set<String> FIXED =
            Set.of("embedding_model", "dimension", "distance", "quantization", "topic_partitions");

    private static final String CHUNKING = "chunking_config";

    /** 1 and 1.0 are the same. */
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    /**
     * @param existing as the API shows it; null if there is none
     * @param limits as the API shows them, of one that exists
     */
    static CollectionPlan of(DeclaredCollection declared, @Nullable JsonNode existing, JsonNode limits) {
        List<Change> settings = new ArrayList<>();
        JsonNode now = existing == null ? MissingNode.getInstance() : existing;
        for (Map.Entry<String, JsonNode> wanted : declared.settings().properties()) {
            if (wanted.getKey().equals(CHUNKING)) {
                wanted.getValue()
                        .properties()
                        .forEach(part -> compare(
                                settings,
                                CHUNKING + "." + part.getKey(),
                                now.path(CHUNKING).path(part.getKey()),
                                part.getValue()));
            } else {
                compare(settings, wanted.getKey(), now.path(wanted.getKey()), wanted.getValue());
            }
        }
        List<Change> limited = new ArrayList<>();
        if (declared.limited()) {
            for (String limit : List.of("max_documents", "max_bytes", "max_requests_per_minute")) {
                compare(
                        limited,
                        "limits." + limit,
                        limits.path(limit),
                        declared.limits().path(limit));
            }
        }
        boolean settingsChange = existing == null || !settings.isEmpty();
        boolean limitsChange = !limited.isEmpty();
        Action action = existing == null
                ? Action.CREATED
                : settings.stream().anyMatch(Change::fixed)
                        ? Action.REFUSED
                        : settingsChange || limitsChange ? Action.CHANGED : Action.UNCHANGED;
        List<Change> all = new ArrayList<>(settings);
        all.addAll(limited);
        return new CollectionPlan(declared, action, List.copyOf(all), settingsChange, limitsChange);
    }

    private static void compare(List<Change> changes, String field, JsonNode is, JsonNode wanted) {
        if (!is.equals(BY_VALUE, wanted)) {
            changes.add(new Change(field, is, wanted, !is.isMissingNode() && FIXED.contains(field)));
        }
    }

    /** @param undone whether another collection's refusal keeps this from being done */
    void describe(ObjectNode into, boolean undone) {
        into.put("name", declared.name());
        into.put(
                "action", undone && action != Action.UNCHANGED && action != Action.REFUSED ? "skipped" : action.word());
        var list = into.putArray("changes");
        for (Change change : changes) {
            ObjectNode entry = list.addObject();
            entry.put("field", change.field());
            if (!change.from().isMissingNode()) {
                entry.set("from", change.from());
            }
            if (!change.to().isMissingNode()) {
                entry.set("to", change.to());
            }
        }
    }
}
