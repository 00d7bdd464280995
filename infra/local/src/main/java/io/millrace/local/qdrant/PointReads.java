package io.millrace.local.qdrant;

import io.grpc.Context;
import io.grpc.Status;
import io.millrace.local.qdrant.collection.CollectionCatalog;
import io.millrace.local.qdrant.collection.StoredCollection;
import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.index.StoredPoint;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.query.Hit;
import io.millrace.local.qdrant.query.KeyOrder;
import io.millrace.local.qdrant.query.PayloadOrder;
import io.millrace.local.qdrant.query.QueryEngine;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/** Reads of points: each sees one view, which has every write that was completed before the read came. */
final class PointReads {

    private static final int DEFAULT_SCROLL_LIMIT = 10;

    private final CollectionCatalog catalog;

    PointReads(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    /** A read of one view of one collection. */
    private interface Read<A> {
        A answer(StoredCollection collection, PointIndex.View view) throws IOException;
    }

    private <A> A read(String collectionName, Read<A> read) throws IOException {
        StoredCollection collection = catalog.require(collectionName);
        while (true) {
            PointIndex.View opened;
            try {
                opened = collection.index().view();
            } catch (AlreadyClosedException e) {
                // deleted between the lookup and now: the name may lead to another collection already
                StoredCollection next = catalog.require(collectionName);
                if (next == collection) {
                    throw e;
                }
                collection = next;
                continue;
            }
            try (PointIndex.View view = opened) {
                return read.answer(collection, view);
            }
        }
    }

    GetResponse get(GetPoints request, Answers.Stopwatch stopwatch) throws IOException {
        List<PointKey> keys =
                request.getIdsList().stream().map(PointKey::of).distinct().toList();
        return read(request.getCollectionName(), (collection, view) -> {
            Selection selection =
                    Selection.of(collection.schema(), request.getWithPayload(), request.getWithVectors(), false);
            Map<PointKey, Integer> found = view.points().find(keys);
            int[] docs = keys.stream()
                    .filter(found::containsKey)
                    .mapToInt(found::get)
                    .toArray();
            GetResponse.Builder response = GetResponse.newBuilder();
            for (StoredPoint point : selection.read(view, docs)) {
                response.addResult(selection.retrieved(point));
            }
            return response.setTime(stopwatch.seconds()).build();
        });
    }

    ScrollResponse scroll(ScrollPoints request, Answers.Stopwatch stopwatch) throws IOException {
        int limit = request.hasLimit() ? request.getLimit() : DEFAULT_SCROLL_LIMIT;
        if (limit < 1) {
            throw QdrantStatus.validation("limit", "value 0 invalid, must be 1 or larger");
        }
        PointKey from = request.hasOffset() ? PointKey.of(request.getOffset()) : null;
        return read(request.getCollectionName(), (collection, view) -> {
            Selection selection =
                    Selection.of(collection.schema(), request.getWithPayload(), request.getWithVectors(), true);
            if (request.hasOrderBy()) {
                return ordered(request, collection, view, selection, limit, stopwatch);
            }
            int[] docs = KeyOrder.page(
                    view.searcher(), from, filter(collection, request.hasFilter(), request.getFilter()), (int)
                            Math.min(Integer.MAX_VALUE - 1L, limit + 1L));
            ScrollResponse.Builder response = ScrollResponse.newBuilder();
            int page = Math.min(limit, docs.length);
            for (StoredPoint point : selection.read(view, Arrays.copyOf(docs, page))) {
                response.addResult(selection.retrieved(point));
            }
            if (docs.length > limit) {
                response.setNextPageOffset(Selection.NOTHING
                        .read(view, new int[] {docs[limit]})
                        .getFirst()
                        .key()
                        .toProto());
            }
            return response.setTime(stopwatch.seconds()).build();
        });
    }

    private static ScrollResponse ordered(
            ScrollPoints request,
            StoredCollection collection,
            PointIndex.View view,
            Selection selection,
            int limit,
            Answers.Stopwatch stopwatch)
            throws IOException {
        if (request.hasOffset()) {
            throw QdrantStatus.wrongInput(
                    "Cannot use an `offset` when using `order_by`. The alternative for paging is to use `order_by.start_from`"
                            + " and a filter to exclude the IDs that you've already seen for the `order_by.start_from` value");
        }
        collection.requireRangeIndex(request.getOrderBy().getKey());
        Query filter = filter(collection, request.hasFilter(), request.getFilter());
        List<Hit> hits = PayloadOrder.first(
                view,
                FilterReader.path(request.getOrderBy().getKey()),
                request.getOrderBy(),
                filter == null ? MatchAllDocsQuery.INSTANCE : filter,
                limit);
        List<StoredPoint> points = selection.read(view, docs(hits));
        ScrollResponse.Builder response = ScrollResponse.newBuilder();
        for (int i = 0; i < hits.size(); i++) {
            var point = selection.retrieved(points.get(i)).toBuilder();
            if (hits.get(i).orderValue() != null) {
                point.setOrderValue(hits.get(i).orderValue());
            }
            response.addResult(point);
        }
        return response.setTime(stopwatch.seconds()).build();
    }

    CountResponse count(CountPoints request, Answers.Stopwatch stopwatch) throws IOException {
        return read(request.getCollectionName(), (collection, view) -> {
            Query filter = filter(collection, request.hasFilter(), request.getFilter());
            long count = filter == null
                    ? view.searcher().getIndexReader().numDocs()
                    : view.searcher().count(filter);
            return CountResponse.newBuilder()
                    .setResult(CountResult.newBuilder().setCount(count))
                    .setTime(stopwatch.seconds())
                    .build();
        });
    }

    /** Runs queries of one collection, each over the same view. */
    List<List<ScoredPoint>> query(String collectionName, List<QueryPoints> requests) throws IOException {
        for (QueryPoints request : requests) {
            if (request.hasLimit() && request.getLimit() < 1) {
                throw QdrantStatus.validation("limit", "value 0 invalid, must be 1 or larger");
            }
        }
        return read(collectionName, (collection, view) -> {
            List<List<ScoredPoint>> results = new ArrayList<>(requests.size());
            for (QueryPoints request : requests) {
                if (Context.current().isCancelled()) {
                    throw Status.CANCELLED
                            .withDescription("The call was cancelled, or its deadline passed")
                            .asRuntimeException();
                }
                results.add(query(collection, view, request));
            }
            return results;
        });
    }

    private static List<ScoredPoint> query(StoredCollection collection, PointIndex.View view, QueryPoints request)
            throws IOException {
        Selection selection =
                Selection.of(collection.schema(), request.getWithPayload(), request.getWithVectors(), false);
        List<Hit> hits = new QueryEngine(view, collection.schema(), collection.filters(), collection::requireRangeIndex)
                .run(request);
        List<StoredPoint> points = selection.read(view, docs(hits));
        List<ScoredPoint> scored = new ArrayList<>(hits.size());
        for (int i = 0; i < hits.size(); i++) {
            scored.add(selection.scored(points.get(i), hits.get(i)));
        }
        return scored;
    }

    private static int[] docs(List<Hit> hits) {
        return hits.stream().mapToInt(Hit::doc).toArray();
    }

    private static @Nullable Query filter(StoredCollection collection, boolean present, Filter filter) {
        return present ? collection.filters().read(filter).query() : null;
    }
}
