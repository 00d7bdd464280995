package io.millrace.query.client;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The document that a verb is about. */
final class DocumentArgument {

    /** The collection whose documents a verb is about. */
    static final class Collection {

        @Option(
                names = {"-c", "--collection"},
                required = true,
                paramLabel = "C",
                description = "Name or id of the collection.")
        String collection;

        @SuppressWarnings("NullAway.Init") // picocli sets the field before the verb is called
        Collection() {}

        String documents() {
            return CollectionVerbs.path(collection) + "/documents";
        }
    }

    @Mixin
    private final Collection collection = new Collection();

    @Parameters(paramLabel = "DOCUMENT", description = "Source or id.")
    String document;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before the verb is called
    DocumentArgument() {}

    String path() {
        return collection.documents() + "/" + ApiClient.segment(document);
    }
}
