package io.millrace.ingest.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses events that can be planned side by side. Duplicates come and go together; whoever becomes the original of a content,
 * or ceases to be, needs it alone. Those without the need go first, so that an original that goes with all its duplicates is
 * followed by none of them. Of any events at least one is chosen, so that repeating it comes to an end.
 */
final class ContentClaims {

    private ContentClaims() {}

    static List<Intent> compatible(List<Intent> intents, Map<ContentKey, ContentHolders> holders) {
        Map<ContentKey, Boolean> claims = new HashMap<>();
        List<Intent> chosen = new ArrayList<>();
        intents.stream()
                .sorted(Comparator.comparing(
                        (Intent intent) -> intent.keys().anyMatch(key -> intent.needsAlone(key, holders))))
                .forEach(intent -> {
                    boolean free = intent.keys()
                            .allMatch(key ->
                                    !claims.containsKey(key) || (!claims.get(key) && !intent.needsAlone(key, holders)));
                    if (free) {
                        intent.keys().forEach(key -> claims.put(key, intent.needsAlone(key, holders)));
                        chosen.add(intent);
                    }
                });
        return chosen;
    }
}
