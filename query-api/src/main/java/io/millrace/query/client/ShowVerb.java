package io.millrace.query.client;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A verb that shows one thing with all that the API says of it. */
abstract class ShowVerb extends ClientVerb {

    ShowVerb(Map<String, String> environment) {
        super(environment);
    }

    abstract String path();

    @Override
    public final Integer call() {
        JsonNode answer = api().get(path());
        return show(answer, () -> Listings.properties(terminal(), answer));
    }
}
