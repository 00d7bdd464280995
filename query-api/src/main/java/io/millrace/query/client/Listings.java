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
