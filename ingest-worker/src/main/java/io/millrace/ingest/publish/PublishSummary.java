package io.millrace.ingest.publish;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What publishing did.
 *
 * @param sent upserts acknowledged by Kafka, or that would be sent in a dry run
 * @param failed files that should have been published and could not be
 * @param searchable of those sent, as far as it was waited for; -1 if it was not
 */
record PublishSummary(
        String collection,
        boolean dryRun,
        boolean interrupted,
        int files,
        int sent,
        int deleted,
        int unchanged,
        int skipped,
        int failed,
        int searchable) {

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(dryRun ? "Dry run: would send " : "sent ")
                .append(sent)
                .append(" of ")
                .append(files)
                .append(" files to collection ")
                .append(collection)
                .append(": ")
                .append(unchanged)
                .append(" unchanged, ")
                .append(deleted)
                .append(" deleted, ")
                .append(skipped)
                .append(" skipped, ")
                .append(failed)
                .append(" failed");
        if (searchable >= 0) {
            text.append("; ").append(searchable).append(" searchable");
        }
        return text.append('.').toString();
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("collection", collection);
        fields.put("dry_run", dryRun);
        fields.put("interrupted", interrupted);
        fields.put("files", files);
        fields.put("sent", sent);
        fields.put("deleted", deleted);
        fields.put("unchanged", unchanged);
        fields.put("skipped", skipped);
        fields.put("failed", failed);
        if (searchable >= 0) {
            fields.put("searchable", searchable);
        }
        return new JsonMapper().writeValueAsString(fields);
    }
}
