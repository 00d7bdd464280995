package io.millrace.sync.erasure;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation's progress: how far it is, and the receipt under {@code stores}. Ids, numbers and times only: it is kept when
 * the subject is gone. Not thread-safe.
 */
final class ErasureProgress {

    private static final String STORES = "stores";

    private final ObjectNode json;

    ErasureProgress(ObjectNode json) {
        this.json = json;
    }

    ObjectNode json() {
        return json;
    }

    Optional<Instant> instant(String name) {
        return text(name).map(Instant::parse);
    }

    void instant(String name, Instant value) {
        json.put(name, value.toString());
    }

    Optional<String> text(String name) {
        return json.hasNonNull(name) ? Optional.of(json.path(name).asString()) : Optional.empty();
    }

    void text(String name, String value) {
        json.put(name, value);
    }

    void forget(String name) {
        json.remove(name);
    }

    /** Offsets by partition; empty when none were noted. */
    Map<Integer, Long> offsets(String name) {
        Map<Integer, Long> offsets = new TreeMap<>();
        json.path(name)
                .properties()
                .forEach(entry -> offsets.put(
                        Integer.valueOf(entry.getKey()), entry.getValue().asLong()));
        return offsets;
    }

    boolean hasOffsets(String name) {
        return json.has(name);
    }

    void offsets(String name, Map<Integer, Long> offsets) {
        ObjectNode node = json.putObject(name);
        offsets.forEach((partition, offset) -> node.put(partition.toString(), offset));
    }

    /** Adds to what was found in a store in all. */
    void found(String store, long more) {
        ObjectNode entry = entry(store);
        entry.put("found", entry.path("found").asLong(0) + more);
    }

    /** So much was in the store in all, as is known from elsewhere. */
    void seen(String store, long all) {
        found(store, Math.max(0, all - found(store)));
    }

    long found(String store) {
        return json.path(STORES).path(store).path("found").asLong(0);
    }

    /** The outcome of a look that found nothing that is left. */
    void erased(String store, Instant now, @Nullable Instant goneBy, String boundedBy) {
        report(store, 0, StoreState.ERASED, now, goneBy, boundedBy);
    }

    /**
     * The outcome of a look.
     *
     * @param goneBy when the last of it leaves the store's files; null while nobody can tell
     * @param boundedBy the settings, or the events, that this time follows from
     */
    void report(
            String store, long remaining, StoreState state, Instant now, @Nullable Instant goneBy, String boundedBy) {
        ObjectNode entry = entry(store);
        entry.put("found", Math.max(entry.path("found").asLong(0), remaining));
        entry.put("remaining", remaining);
        entry.put("state", state.name());
        entry.put("checked_at", now.toString());
        entry.put("gone_by", goneBy == null ? null : goneBy.toString());
        entry.put("bounded_by", boundedBy);
    }

    StoreState state(String store) {
        JsonNode state = json.path(STORES).path(store).path("state");
        return state.isMissingNode() ? StoreState.PENDING : StoreState.valueOf(state.asString());
    }

    /** Whether every store but these is in one of the states. */
    boolean all(Set<StoreState> states, Set<String> but) {
        return json.path(STORES)
                .propertyStream()
                .filter(store -> !but.contains(store.getKey()))
                .allMatch(store -> states.contains(state(store.getKey())));
    }

    /** The latest time by which any store is free, if each store has one. */
    Optional<Instant> goneBy() {
        Instant latest = Instant.EPOCH;
        for (JsonNode store : json.path(STORES)) {
            if (store.hasNonNull("gone_by")) {
                Instant goneBy = Instant.parse(store.path("gone_by").asString());
                latest = goneBy.isAfter(latest) ? goneBy : latest;
            } else if (!StoreState.ERASED.name().equals(store.path("state").asString())) {
                return Optional.empty();
            }
        }
        return Optional.of(latest).filter(Instant.EPOCH::isBefore);
    }

    private ObjectNode entry(String store) {
        ObjectNode stores = json.path(STORES) instanceof ObjectNode there ? there : json.putObject(STORES);
        return stores.path(store) instanceof ObjectNode there ? there : stores.putObject(store);
    }
}
