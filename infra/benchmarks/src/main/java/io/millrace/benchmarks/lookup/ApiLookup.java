package io.millrace.benchmarks.lookup;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.ApplicationProcess;
import io.millrace.benchmarks.stack.PrivateStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Through query-api, over a connection that is kept open. Thread-safe. */
final class ApiLookup implements Lookup {

    private static final int OK = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final byte[] LAST_CHUNK =
            ("\"index\":" + (LookupRows.CHUNKS_PER_DOCUMENT - 1)).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_PART = {};

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI documentsOfCollection;
    private final String apiKey;
    private final List<UUID> documents;

    ApiLookup(PrivateStack stack, ApplicationProcess api, BenchCollection collection, List<UUID> documents) {
        this.documentsOfCollection = api.url().resolve("/v1/collections/" + collection.name() + "/documents/");
        this.apiKey = stack.apiKey();
        this.documents = documents;
    }

    @Override
    public void document(int n) throws Exception {
        get(documents.get(n).toString(), NO_PART);
    }

    @Override
    public void chunks(int n) throws Exception {
        get(documents.get(n) + "/chunks?limit=" + LookupRows.CHUNKS_PER_DOCUMENT, LAST_CHUNK);
    }

    private void get(String path, byte[] part) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(documentsOfCollection.resolve(path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + apiKey)
                .GET()
                .build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        // The last chunk is near the end; looking for it costs less than parsing, which no raw side has to do either
        if (answer.statusCode() != OK || !contains(answer.body(), part)) {
            throw new BenchmarkException("query-api answered " + answer.statusCode() + ", or not all chunks: "
                    + new String(answer.body(), 0, Math.min(300, answer.body().length), StandardCharsets.UTF_8));
        }
    }

    private static boolean contains(byte[] body, byte[] part) {
        for (int end = body.length; end >= part.length; end--) {
            if (Arrays.equals(body, end - part.length, end, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
