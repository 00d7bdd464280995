package io.millrace.query.erasure;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to be erased: a user, or a document of a collection. */
@Schema(description = "What is to be erased: a user, or a document of a collection.")
record ErasureRequest(
        @Schema(description = "A user, by name or id.") @Nullable
        String user,

        @Schema(
                description =
                        "Who gets the user's collections, by name or id. Without it they are erased, whoever wrote "
                                + "their documents.")
        @Nullable
        String transferTo,

        @Schema(description = "The document's collection, by name or id.") @Nullable
        String collection,

        @Schema(description = "A document, by source or id.") @Nullable
        String document,

        @Schema(
                description = "Cut the topic of documents off as soon as it was ingested, also what is others' in it, "
                        + "instead of waiting until it expires.")
        @Nullable
        Boolean trimTopics,

        @Schema(description = "Only show what would be erased.") @Nullable
        Boolean dryRun) {

    private static final int MAX_NAME = 100;
    private static final int MAX_SOURCE = 2048;

    /** @throws io.millrace.query.problem.ProblemException with everything that is wrong */
    void validate() {
        Violations violations = new Violations();
        violations.require(
                (user == null) != (document == null),
                "/user",
                "give either user, or collection and document: one erasure is of one of them.");
        violations.require(
                (collection == null) == (document == null),
                "/collection",
                "collection and document are given together.");
        violations.require(
                transferTo == null || user != null, "/transfer_to", "transfer_to is for the collections of a user.");
        text(violations, user, "/user", MAX_NAME);
        text(violations, transferTo, "/transfer_to", MAX_NAME);
        text(violations, collection, "/collection", MAX_NAME);
        text(violations, document, "/document", MAX_SOURCE);
        violations.throwIfAny();
    }

    private static void text(Violations violations, @Nullable String text, String pointer, int most) {
        violations.require(
                text == null || (!text.isBlank() && text.length() <= most && text.indexOf('\0') < 0),
                pointer,
                pointer.substring(1) + " has 1 to " + most + " characters, none of them U+0000.");
    }

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    boolean isTrimming() {
        return Boolean.TRUE.equals(trimTopics);
    }
}
