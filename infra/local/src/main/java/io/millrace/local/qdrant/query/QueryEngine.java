package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.point.DenseSpace;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.PointVectors;
import io.millrace.local.qdrant.point.SparseWeights;
import io.millrace.local.qdrant.point.VectorSchema;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.VectorInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs one query request over one view, prefetches first: the plan of {@code lib/shard/src/query/planned_query.rs}, in which
 * filters go down into the leaves and everything above a leaf rescores what its prefetches found.
 */
public final class QueryEngine {

    /** What a payload order needs of the collection: the path of a key that has a range index. */
    public interface RangeIndexes {
        /** Throws INVALID_ARGUMENT when the key has no index that orders values. */
        void require(String key);
    }

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_PREFETCH_DEPTH = 64;

    private final PointIndex.View view;
    private final VectorSchema schema;
    private final FilterReader filters;
    private final RangeIndexes rangeIndexes;

    /** An engine for one request. */
    public QueryEngine(PointIndex.View view, VectorSchema schema, FilterReader filters, RangeIndexes rangeIndexes) {
        this.view = view;
        this.schema = schema;
        this.filters = filters;
        this.rangeIndexes = rangeIndexes;
    }

    /** A node of the request: the root or a prefetch. */
    private record Node(
            List<PrefetchQuery> prefetch,
            @Nullable Query query,
            String using,
            List<Filter> filters,
            SearchParams params,
            @Nullable Float scoreThreshold,
            int limit) {}

    /**
     * Runs the request.
     *
     * @return hits after offset and limit, best first
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT, NOT_FOUND for a point that the query names, UNIMPLEMENTED
     */
    public List<Hit> run(QueryPoints request) throws IOException {
        if (request.hasLookupFrom()) {
            throw QdrantStatus.unimplemented("lookup_from");
        }
        long offset = request.getOffset();
        long limit = request.hasLimit() ? request.getLimit() : DEFAULT_LIMIT;
        List<Hit> hits = run(
                new Node(
                        request.getPrefetchList(),
                        request.hasQuery() ? request.getQuery() : null,
                        request.getUsing(),
                        request.hasFilter() ? List.of(request.getFilter()) : List.of(),
                        request.getParams(),
                        request.hasScoreThreshold() ? request.getScoreThreshold() : null,
                        (int) Math.min(Integer.MAX_VALUE, offset + limit)),
                0);
        return hits.stream().skip(offset).limit(limit).toList();
    }

    private List<Hit> run(Node node, int depth) throws IOException {
        if (depth > MAX_PREFETCH_DEPTH) {
            throw QdrantStatus.wrongInput(
                    "Validation failed: prefetches depth " + depth + " exceeds max depth " + MAX_PREFETCH_DEPTH);
        }
        if (node.prefetch().isEmpty()) {
            return leaf(node);
        }
        List<List<Hit>> sources = new ArrayList<>();
        for (PrefetchQuery prefetch : node.prefetch()) {
            if (prefetch.hasLookupFrom()) {
                throw QdrantStatus.unimplemented("lookup_from");
            }
            List<Filter> merged = new ArrayList<>(node.filters());
            if (prefetch.hasFilter()) {
                merged.add(prefetch.getFilter());
            }
            Node child = new Node(
                    prefetch.getPrefetchList(),
                    prefetch.hasQuery() ? prefetch.getQuery() : null,
                    prefetch.getUsing(),
                    merged,
                    prefetch.getParams(),
                    prefetch.hasScoreThreshold() ? prefetch.getScoreThreshold() : null,
                    (int) Math.min(Integer.MAX_VALUE, prefetch.hasLimit() ? prefetch.getLimit() : DEFAULT_LIMIT));
            sources.add(run(child, depth + 1));
        }
        return combine(node, sources);
    }

    private List<Hit> combine(Node node, List<List<Hit>> sources) throws IOException {
        Query query = node.query();
        if (query == null) {
            throw QdrantStatus.wrongInput("Validation failed: cannot have prefetches without a query");
        }
        List<Hit> hits = switch (query.getVariantCase()) {
            case FUSION ->
                switch (query.getFusion()) {
                    case RRF -> Fusion.reciprocalRank(sources, Fusion.DEFAULT_RRF_K, List.of());
                    case DBSF -> Fusion.distribution(sources);
                    case UNRECOGNIZED -> throw QdrantStatus.invalidArgument("Unknown fusion");
                };
            case RRF ->
                Fusion.reciprocalRank(
                        sources,
                        query.getRrf().hasK() ? query.getRrf().getK() : Fusion.DEFAULT_RRF_K,
                        query.getRrf().getWeightsList());
            case NEAREST -> rescore(node, query.getNearest(), candidates(sources));
            default -> throw unsupported(query);
        };
        return aboveThreshold(hits, node.scoreThreshold(), true).stream()
                .limit(node.limit())
                .toList();
    }

    private static int[] candidates(List<List<Hit>> sources) {
        Set<Integer> docs = new LinkedHashSet<>();
        sources.forEach(source -> source.forEach(hit -> docs.add(hit.doc())));
        return docs.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Hit> rescore(Node node, VectorInput input, int[] docs) throws IOException {
        if (schema.sparse().containsKey(node.using())) {
            FixedBitSet among =
                    new FixedBitSet(Math.max(1, view.searcher().getIndexReader().maxDoc()));
            Arrays.stream(docs).forEach(among::set);
            return SparseSearch.nearest(
                    view.searcher(),
                    node.using(),
                    schema.sparseSpace(node.using()),
                    sparse(node.using(), input),
                    null,
                    among,
                    node.limit());
        }
        DenseSpace space = schema.denseSpace(node.using());
        return DenseSearch.rescore(view.searcher(), space, dense(space, input), docs, node.limit());
    }

    private List<Hit> leaf(Node node) throws IOException {
        Query query = node.query();
        if (query == null) {
            return unscored(KeyOrder.page(view.searcher(), null, filter(node.filters(), null), node.limit()));
        }
        return switch (query.getVariantCase()) {
            case NEAREST -> nearest(node, query.getNearest());
            case ORDER_BY -> ordered(node, query.getOrderBy());
            case SAMPLE -> sample(node);
            case FUSION, RRF ->
                throw QdrantStatus.wrongInput("Validation failed: cannot apply Fusion without prefetches");
            case FORMULA -> throw QdrantStatus.wrongInput("Validation failed: cannot apply Formula without prefetches");
            default -> throw unsupported(query);
        };
    }

    private List<Hit> ordered(Node node, OrderBy order) throws IOException {
        rangeIndexes.require(order.getKey());
        org.apache.lucene.search.Query filter = filter(node.filters(), null);
        return PayloadOrder.first(
                view,
                FilterReader.path(order.getKey()),
                order,
                filter == null ? MatchAllDocsQuery.INSTANCE : filter,
                node.limit());
    }

    private List<Hit> sample(Node node) throws IOException {
        org.apache.lucene.search.Query filter = filter(node.filters(), null);
        FixedBitSet matches = Matches.all(view.searcher(), filter == null ? MatchAllDocsQuery.INSTANCE : filter);
        int[] docs = IntStream.range(0, matches.length()).filter(matches::get).toArray();
        Random random = new Random();
        int drawn = Math.min(node.limit(), docs.length);
        for (int i = 0; i < drawn; i++) {
            int other = i + random.nextInt(docs.length - i);
            int doc = docs[i];
            docs[i] = docs[other];
            docs[other] = doc;
        }
        return unscored(Arrays.copyOf(docs, drawn));
    }

    private static List<Hit> unscored(int[] docs) {
        return Arrays.stream(docs).mapToObj(doc -> Hit.of(doc, 0)).toList();
    }

    private List<Hit> nearest(Node node, VectorInput input) throws IOException {
        // a point that the query names is not its own hit: exclude_referenced_ids, collection_query.rs
        PointKey excluded = input.hasId() ? PointKey.of(input.getId()) : null;
        org.apache.lucene.search.Query filter = filter(node.filters(), excluded);
        if (schema.sparse().containsKey(node.using())) {
            List<Hit> hits = SparseSearch.nearest(
                    view.searcher(),
                    node.using(),
                    schema.sparseSpace(node.using()),
                    sparse(node.using(), input),
                    filter,
                    null,
                    node.limit());
            return aboveThreshold(hits, node.scoreThreshold(), true);
        }
        DenseSpace space = schema.denseSpace(node.using());
        List<Hit> hits = DenseSearch.nearest(
                view.searcher(),
                space,
                dense(space, input),
                filter,
                node.limit(),
                node.params().getExact(),
                (int) Math.min(node.params().getHnswEf(), Integer.MAX_VALUE));
        return aboveThreshold(hits, node.scoreThreshold(), space.metric().largerIsBetter());
    }

    /** Strictly better than the threshold: {@code check_threshold} of {@code lib/segment/src/types.rs}. */
    private static List<Hit> aboveThreshold(List<Hit> hits, @Nullable Float threshold, boolean largerIsBetter) {
        if (threshold == null) {
            return hits;
        }
        return hits.stream()
                .filter(hit -> largerIsBetter ? hit.score() > threshold : hit.score() < threshold)
                .toList();
    }

    private float[] dense(DenseSpace space, VectorInput input) throws IOException {
        return switch (input.getVariantCase()) {
            case DENSE -> space.query(VectorSchema.floats(input.getDense().getDataList()));
            case ID -> {
                float[] vector = referenced(input, space.name()).dense().get(space.name());
                if (vector == null) {
                    throw vectorNotFound(space.name(), input);
                }
                yield vector;
            }
            case SPARSE -> throw QdrantStatus.wrongInput("Conversion between sparse and regular vectors failed");
            default -> throw unsupported(input);
        };
    }

    private SparseWeights sparse(String name, VectorInput input) throws IOException {
        return switch (input.getVariantCase()) {
            case SPARSE ->
                SparseWeights.of(
                        input.getSparse().getIndicesList(), input.getSparse().getValuesList());
            case ID -> {
                SparseWeights weights = referenced(input, name).sparse().get(name);
                if (weights == null) {
                    throw vectorNotFound(name, input);
                }
                yield weights;
            }
            case DENSE -> throw QdrantStatus.wrongInput("Conversion between sparse and regular vectors failed");
            default -> throw unsupported(input);
        };
    }

    private PointVectors referenced(VectorInput input, String name) throws IOException {
        PointKey key = PointKey.of(input.getId());
        Integer doc = view.points().find(List.of(key)).get(key);
        if (doc == null) {
            throw QdrantStatus.pointNotFound(key);
        }
        return view.points()
                .read(new int[] {doc}, false, Set.of(name))
                .getFirst()
                .vectors();
    }

    private static RuntimeException vectorNotFound(String name, VectorInput input) {
        return QdrantStatus.notFound(
                "Vector with name \"" + name + "\" for point " + PointKey.of(input.getId()) + " not found");
    }

    private org.apache.lucene.search.@Nullable Query filter(List<Filter> all, @Nullable PointKey excluded) {
        if (all.isEmpty() && excluded == null) {
            return null;
        }
        BooleanQuery.Builder merged = new BooleanQuery.Builder();
        merged.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        all.forEach(filter -> merged.add(filters.read(filter).query(), Occur.FILTER));
        if (excluded != null) {
            merged.add(new TermQuery(new Term(IndexFields.KEY, excluded.bytes())), Occur.MUST_NOT);
        }
        return merged.build();
    }

    private static RuntimeException unsupported(Query query) {
        return switch (query.getVariantCase()) {
            case VARIANT_NOT_SET -> QdrantStatus.invalidArgument("Query variant is missing");
            case NEAREST,
                    ORDER_BY,
                    SAMPLE,
                    FUSION,
                    RRF,
                    RECOMMEND,
                    DISCOVER,
                    CONTEXT,
                    FORMULA,
                    NEAREST_WITH_MMR,
                    RELEVANCE_FEEDBACK ->
                QdrantStatus.unimplemented("the query variant " + query.getVariantCase() + " at this place");
        };
    }

    private static RuntimeException unsupported(VectorInput input) {
        return switch (input.getVariantCase()) {
            case VARIANT_NOT_SET -> QdrantStatus.invalidArgument("VectorInput variant is missing");
            case MULTI_DENSE -> QdrantStatus.unimplemented("a multi-vector");
            case DOCUMENT, IMAGE, OBJECT -> QdrantStatus.unimplemented("inference of vectors");
            case ID, DENSE, SPARSE -> QdrantStatus.invalidArgument("VectorInput does not fit the vector");
        };
    }
}
