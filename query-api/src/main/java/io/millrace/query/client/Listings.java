package io.millrace.query.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists read to their end, and single things as two columns. */
final class Listings {

    private Listings() {}

    /**
     * A column of a table.
     *
     * @param header begins with a blank if the column is right-aligned
     * @param field of what is listed
     */
    record Column(String header, String field) {}

    static void table(Terminal terminal, Iterable<JsonNode> items, List<Column> columns) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode item : items) {
            rows.add(columns.stream()
                    .map(column -> ClientVerb.text(item, column.field()))
                    .toList());
        }
        terminal.table(columns.stream().map(Column::header).toList(), rows);
    }

    /** @param path with a query already */
    static JsonNode all(ApiClient api, String path) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ArrayNode items = all.putArray("items");
        String cursor = "";
        do {
            JsonNode page = api.get(path + (cursor.isEmpty() ? "" : "&cursor=" + ApiClient.segment(cursor)));
            page.path("items").forEach(items::add);
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
        return all;
    }

    static void properties(Terminal terminal, JsonNode node) {
        List<List<String>> rows = new ArrayList<>();
        node.properties().forEach(property -> {
            JsonNode value = property.getValue();
            rows.add(List.of(property.getKey(), value.isContainer() ? value.toString() : value.asString("")));
        });
        terminal.table(List.of("", ""), rows);
    }
}
