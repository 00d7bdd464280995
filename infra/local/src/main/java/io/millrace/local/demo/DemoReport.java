package io.millrace.local.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that one run of the demo measured; {@code --json} prints it. Times are in seconds, but for those of an
 * {@link Answer}.
 *
 * @param stateFolder of the system that was kept running; null when it was ended
 */
record DemoReport(
        double totalSeconds,
        double startSeconds,
        Published published,
        Searched searched,
        Rebuilt rebuilt,
        Edited edited,
        Deleted deleted,
        @Nullable String stateFolder) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** What publishing did, up to its being searchable. */
    record Published(int documents, int chunks, long textsEmbedded, double seconds) {}

    /** What searching found; {@code medianMs} of one search, over all queries. */
    record Searched(List<Answer> shown, RetrievalQuality quality, double medianMs) {
        Searched {
            shown = List.copyOf(shown);
        }
    }

    /**
     * What came back after the index was dropped.
     *
     * @param searchWithoutIndex what the API answered meanwhile
     * @param textsEmbedded from before the drop until all queries had been asked again
     */
    record Rebuilt(
            String alias,
            String droppedGeneration,
            long droppedPoints,
            String searchWithoutIndex,
            String generation,
            long eventsReplayed,
            long points,
            double seconds,
            HitComparison comparison,
            EmbeddedTexts textsEmbedded,
            Verified verified) {}

    /** What {@code verify} found equal. */
    record Verified(long chunks, long points) {}

    /** What an edit of one paragraph cost; {@code rank} of the edited chunk for a query about what was added. */
    record Edited(
            String source,
            long filesSent,
            long filesUnchanged,
            long chunksEmbedded,
            long chunksSent,
            double seconds,
            String query,
            int rank) {}

    /** What a deletion left; {@code firstNow} answers the query that the document had answered. */
    record Deleted(String source, double seconds, long pointsBefore, long pointsLeft, String query, Hit firstNow) {}

    String json() {
        return JSON.writeValueAsString(this);
    }
}
