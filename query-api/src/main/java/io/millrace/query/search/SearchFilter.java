package io.millrace.query.search;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks may be hits: those for which everything here holds. A field holds if the chunk has one of its values;
 * {@code must} if all of its filters hold, {@code should} if at least one does, {@code must_not} if none does.
 */
@Schema(
        description =
                "A chunk may be a hit if everything here holds. A field takes one value or a list, and holds if the "
                        + "chunk has one of them. must: all of these filters hold. should: at least one does. must_not: none does.")
record SearchFilter(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> documentId,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> source,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> sectionTitle,

        @Schema(description = "By key: one value or a list. Values are compared as text.") @Nullable
        Map<String, List<String>> metadata,

        @Nullable List<SearchFilter> must,
        @Nullable List<SearchFilter> should,
        @Nullable List<SearchFilter> mustNot) {

    private static final int MAX_VALUES = 100;
    private static final int MAX_KEYS = 32;
    private static final int MAX_BRANCHES = 16;
    private static final int MAX_DEPTH = 4;

    void validate(String pointer, Violations violations) {
        validate(pointer, 1, violations);
    }

    private void validate(String pointer, int depth, Violations violations) {
        if (depth > MAX_DEPTH) {
            violations.add(pointer, "filters may be nested at most 4 deep.");
            return;
        }
        values(pointer + "/document_id", documentId, violations);
        values(pointer + "/source", source, violations);
        values(pointer + "/section_title", sectionTitle, violations);
        if (documentId != null) {
            for (String id : documentId) {
                violations.require(isUuid(id), pointer + "/document_id", "document_id must be the id of a document.");
            }
        }
        if (metadata != null) {
            violations.require(
                    metadata.size() <= MAX_KEYS, pointer + "/metadata", "metadata may have at most 32 keys.");
            metadata.forEach((key, values) -> {
                violations.require(
                        isKey(key), pointer + "/metadata", "a metadata key has 1 to 128 characters and no quotes.");
                values(pointer + "/metadata/" + key, values, violations);
            });
        }
        branches(pointer + "/must", must, depth, violations);
        branches(pointer + "/should", should, depth, violations);
        branches(pointer + "/must_not", mustNot, depth, violations);
    }

    private static void branches(
            String pointer, @Nullable List<SearchFilter> branches, int depth, Violations violations) {
        if (branches == null) {
            return;
        }
        if (branches.isEmpty() || branches.size() > MAX_BRANCHES) {
            violations.add(pointer, "this needs 1 to 16 filters.");
            return;
        }
        for (int i = 0; i < branches.size(); i++) {
            SearchFilter branch = branches.get(i);
            if (branch == null) {
                violations.add(pointer + "/" + i, "a filter must not be null.");
            } else {
                branch.validate(pointer + "/" + i, depth + 1, violations);
            }
        }
    }

    private static void values(String pointer, @Nullable List<String> values, Violations violations) {
        if (values == null) {
            return;
        }
        violations.require(
                !values.isEmpty() && values.size() <= MAX_VALUES,
                pointer,
                "give 1 to 100 values, or leave the field out.");
        for (String value : values) {
            if (value == null || value.length() > 2048) {
                violations.add(pointer, "a value must be text of at most 2,048 characters.");
                return;
            }
        }
    }

    private static boolean isKey(String key) {
        return !key.isEmpty() && key.length() <= 128 && key.indexOf('"') < 0 && key.indexOf('\\') < 0;
    }

    private static boolean isUuid(@Nullable String text) {
        try {
            return text != null && UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
