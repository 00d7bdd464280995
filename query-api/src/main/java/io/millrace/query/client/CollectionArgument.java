package io.millrace.query.client;

import picocli.CommandLine.Parameters;

/** The collection that a verb is about. */
final class CollectionArgument {

    @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
    String collection;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before the verb is called
    CollectionArgument() {}

    String path() {
        return CollectionVerbs.path(collection);
    }
}
