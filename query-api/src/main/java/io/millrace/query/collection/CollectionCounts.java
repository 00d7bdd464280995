package io.millrace.query.collection;

import io.swagger.v3.oas.annotations.media.Schema;

/** What a collection holds, kept by the transactions that change it. */
@Schema(description = "What a collection holds, exactly.")
record CollectionCounts(
        @Schema(description = "Documents that are not deleted, duplicates among them.")
        long documents,

        long chunks,

        @Schema(description = "Of the documents' content, as received.")
        long contentBytes) {}
