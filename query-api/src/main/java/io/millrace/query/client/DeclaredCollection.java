package io.millrace.query.client;

import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A collection as a file declares it.
 *
 * @param settings as the API takes them, without name and limits
 * @param limits as the API takes them; empty if the file says nothing of limits
 * @param limited whether the file says anything of limits
 * @param lines where each value begins, from 1, by JSON pointer into the declaration
 */
record DeclaredCollection(
        Path file, String name, ObjectNode settings, ObjectNode limits, boolean limited, Map<String, Integer> lines) {

    /** {@code file:line} of a value, or of the declaration if the value is not in it. */
    String place(String pointer) {
        return file + ":" + lines.getOrDefault(pointer, lines.getOrDefault("", 1));
    }
}
