package io.millrace.query.document;

import io.swagger.v3.oas.annotations.media.Schema;

/** A change that all replicas of the documents topic have. */
record AcceptedChange(
        String eventId,
        String documentId,
        String collection,
        String source,

        @Schema(
                description =
                        "The document: the change is applied once its last_event_id is event_id, and searchable once its status is INDEXED.")
        String watch) {}
