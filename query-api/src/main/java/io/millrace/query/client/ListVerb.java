package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A verb that lists all of something, page by page. */
abstract class ListVerb extends ClientVerb {

    private final List<Column> columns;

    ListVerb(Map<String, String> environment, List<Column> columns) {
        super(environment);
        this.columns = columns;
    }

    /** Of the list, with a query. */
    abstract String path();

    @Override
    public final Integer call() {
        JsonNode all = Listings.all(api(), path());
        return show(all, () -> Listings.table(terminal(), all.path("items"), columns));
    }
}
