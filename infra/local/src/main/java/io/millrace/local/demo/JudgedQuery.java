package io.millrace.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A query of the sample corpus, with the articles that answer it.
 *
 * @param relevant file names, at least one
 */
record JudgedQuery(String query, List<String> relevant) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    JudgedQuery {
        relevant = List.copyOf(relevant);
        if (query.isBlank() || relevant.isEmpty()) {
            throw new IllegalArgumentException("A judged query needs a text and a relevant article.");
        }
    }

    static List<JudgedQuery> read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), new TypeReference<List<JudgedQuery>>() {});
        } catch (IOException e) {
            throw new DemoFailedException("The sample corpus has no queries: " + file + " cannot be read.", e);
        } catch (JacksonException e) {
            throw new DemoFailedException("The judged queries in " + file + " are not what they should be.", e);
        }
    }
}
