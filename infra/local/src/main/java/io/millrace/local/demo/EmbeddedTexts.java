package io.millrace.local.demo;

import io.millrace.local.system.Component;

/**
 * How many texts the applications had handed to their embedding providers, whatever came of it. The sync worker has no
 * provider.
 */
record EmbeddedTexts(long ingestWorker, long queryApi) {
    private static final String METRIC = "millrace_embedding_texts_total";

    /**
     * Reads the counters.
     *
     * @throws DemoFailedException when one does not exist: what is not counted proves nothing
     */
    static EmbeddedTexts read(DemoSystem system, DemoHttp http) {
        return new EmbeddedTexts(of(system, http, Component.INGEST_WORKER), of(system, http, Component.QUERY_API));
    }

    static long of(DemoSystem system, DemoHttp http, Component application) {
        return (long) http.metrics(system.address(application))
                .sum(METRIC)
                .orElseThrow(() ->
                        new DemoFailedException("The " + application.label() + " does not count the texts it embeds."));
    }

    EmbeddedTexts since(EmbeddedTexts before) {
        return new EmbeddedTexts(ingestWorker - before.ingestWorker, queryApi - before.queryApi);
    }
}
