package io.millrace.local.qdrant;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through that carry a key, as {@code src/tonic/auth.rs} and {@code src/common/auth} of Qdrant do: in {@code
 * api-key} or as a bearer token. Health checks need none. Keys are compared in constant time.
 */
final class ApiKeyInterceptor implements ServerInterceptor {

    private static final Metadata.Key<String> API_KEY = Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    private static final Set<String> OPEN_METHODS = Set.of("qdrant.Qdrant/HealthCheck", "grpc.health.v1.Health/Check");

    private static final Set<String> READ_METHODS = Set.of(
            "qdrant.Collections/Get",
            "qdrant.Collections/List",
            "qdrant.Collections/ListAliases",
            "qdrant.Collections/ListCollectionAliases",
            "qdrant.Collections/CollectionExists",
            "qdrant.Collections/CollectionClusterInfo",
            "qdrant.Collections/ListShardKeys",
            "qdrant.Points/Get",
            "qdrant.Points/Search",
            "qdrant.Points/SearchBatch",
            "qdrant.Points/SearchGroups",
            "qdrant.Points/Scroll",
            "qdrant.Points/Recommend",
            "qdrant.Points/RecommendBatch",
            "qdrant.Points/RecommendGroups",
            "qdrant.Points/Discover",
            "qdrant.Points/DiscoverBatch",
            "qdrant.Points/Count",
            "qdrant.Points/Query",
            "qdrant.Points/QueryBatch",
            "qdrant.Points/QueryGroups",
            "qdrant.Points/Facet",
            "qdrant.Points/SearchMatrixPairs",
            "qdrant.Points/SearchMatrixOffsets");

    private final byte[] apiKey;
    private final byte @Nullable [] readOnlyApiKey;

    ApiKeyInterceptor(String apiKey, @Nullable String readOnlyApiKey) {
        this.apiKey = apiKey.getBytes(StandardCharsets.UTF_8);
        this.readOnlyApiKey = readOnlyApiKey == null ? null : readOnlyApiKey.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Status refusal = refusal(call.getMethodDescriptor().getFullMethodName(), headers);
        if (refusal == null) {
            return next.startCall(call, headers);
        }
        call.close(refusal, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private @Nullable Status refusal(String method, Metadata headers) {
        if (OPEN_METHODS.contains(method)) {
            return null;
        }
        String key = key(headers);
        if (key == null) {
            return Status.UNAUTHENTICATED.withDescription("Must provide an API key or an Authorization bearer token");
        }
        byte[] given = key.getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(apiKey, given)) {
            return null;
        }
        if (readOnlyApiKey != null && MessageDigest.isEqual(readOnlyApiKey, given)) {
            return READ_METHODS.contains(method)
                    ? null
                    : Status.PERMISSION_DENIED.withDescription("Forbidden: Global manage access is required");
        }
        return Status.UNAUTHENTICATED.withDescription("Invalid API key or JWT");
    }

    private static @Nullable String key(Metadata headers) {
        String key = headers.get(API_KEY);
        if (key != null) {
            return key;
        }
        String authorization = headers.get(AUTHORIZATION);
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : null;
    }
}
