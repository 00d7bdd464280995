package io.millrace.local.demo;

import tools.jackson.databind.JsonNode;

/**
 * A chunk that a search found.
 *
 * @param rank from 1
 * @param score cosine similarity
 * @param source the document's file name
 */
record Hit(int rank, double score, String chunkId, String source, String title, String section, String text) {

    static Hit of(JsonNode hit) {
        JsonNode document = hit.path("document");
        String source = document.path("source").asString("");
        return new Hit(
                hit.path("rank").asInt(0),
                hit.path("score").asDouble(Double.NaN),
                hit.path("chunk_id").asString(""),
                source,
                document.path("title").asString(source),
                hit.path("section_title").asString(""),
                hit.path("text").asString(""));
    }

    /** Title and section, once each. */
    String heading() {
        // A section is a path of headings, which mostly begins with the title.
        String below = section.startsWith(title + " > ") ? section.substring(title.length() + 3) : section;
        return below.isEmpty() || below.equals(title) ? title : title + " › " + below;
    }

    /** The text without the headings that it begins with. */
    String snippet() {
        return text.replaceFirst("\\A(?:\\s*#{1,6} [^\\n]*\\n)+", "").strip();
    }
}
