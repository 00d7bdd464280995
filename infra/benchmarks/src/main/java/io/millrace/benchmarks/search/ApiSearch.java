package io.millrace.benchmarks.search;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.ApplicationProcess;
import io.millrace.benchmarks.stack.PrivateStack;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** {@code POST /v1/search} with a supplied vector, over one connection that is kept open. */
final class ApiSearch implements Searcher {

    private static final int OK = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final byte[] RANK = "\"rank\":".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<HttpRequest> requests;

    ApiSearch(PrivateStack stack, ApplicationProcess api, BenchCollection collection, List<float[]> queries) {
        this.requests = queries.stream()
                .map(vector -> HttpRequest.newBuilder(api.url().resolve("/v1/search"))
                        .timeout(DEADLINE)
                        .header("Authorization", "Bearer " + stack.apiKey())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(
                                body(vector, collection).getBytes(StandardCharsets.UTF_8)))
                        .build())
                .toList();
    }

    private static String body(float[] vector, BenchCollection collection) {
        return "{\"collections\":[\"" + collection.name() + "\"],\"timeout_ms\":30000,\"top_k\":" + HITS
                + ",\"vector\":" + Arrays.toString(vector) + "}";
    }

    @Override
    public void search(int query) throws Exception {
        HttpResponse<byte[]> answer = client.send(requests.get(query), BodyHandlers.ofByteArray());
        int hits = occurrences(answer.body());
        if (answer.statusCode() != OK || hits != HITS) {
            throw new BenchmarkException("query-api answered " + answer.statusCode() + " with " + hits
                    + " hits instead of " + HITS + ": "
                    + new String(answer.body(), 0, Math.min(300, answer.body().length), StandardCharsets.UTF_8));
        }
    }

    /** Counting is cheaper than parsing, which no raw side has to do either. */
    private static int occurrences(byte[] json) {
        int count = 0;
        for (int i = 0; i + RANK.length <= json.length; i++) {
            if (json[i] == RANK[0] && Arrays.equals(json, i, i + RANK.length, RANK, 0, RANK.length)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        client.close();
    }
}
