package io.millrace.local.qdrant;

import io.grpc.stub.StreamObserver;
import io.millrace.local.qdrant.collection.CollectionCatalog;
import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.List;

/** The points service. What is not overridden here answers UNIMPLEMENTED by the name of the method. */
final class PointsService extends PointsGrpc.PointsImplBase {

    private final PointUpdates updates;
    private final PointReads reads;

    PointsService(CollectionCatalog catalog) {
        this.updates = new PointUpdates(catalog);
        this.reads = new PointReads(catalog);
    }

    @Override
    public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.upsert(
                                request.getPointsList(),
                                request.hasUpdateFilter() ? request.getUpdateFilter() : null,
                                request.getUpdateMode())));
    }

    @Override
    public void delete(DeletePoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            if (!request.hasPoints()) {
                // src/tonic/api/update_common.rs
                throw QdrantStatus.invalidArgument("PointSelector is missing");
            }
            return updates.run(
                    request.getCollectionName(),
                    request.getWait(),
                    stopwatch,
                    writer -> writer.delete(request.getPoints()));
        });
    }

    @Override
    public void setPayload(SetPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.setPayload(
                                request.getPointsSelector(),
                                request.getPayloadMap(),
                                request.hasKey() ? FilterReader.path(request.getKey()) : null)));
    }

    @Override
    public void overwritePayload(SetPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.overwritePayload(request.getPointsSelector(), request.getPayloadMap())));
    }

    @Override
    public void deletePayload(DeletePayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.deletePayload(request.getPointsSelector(), request.getKeysList())));
    }

    @Override
    public void clearPayload(ClearPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> PointUpdates.clearPayload(writer, request.getPoints())));
    }

    @Override
    public void updateVectors(UpdatePointVectors request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.updateVectors(
                                request.getPointsList(),
                                request.hasUpdateFilter() ? request.getUpdateFilter() : null)));
    }

    @Override
    public void deleteVectors(DeletePointVectors request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.run(
                        request.getCollectionName(),
                        request.getWait(),
                        stopwatch,
                        writer -> writer.deleteVectors(
                                request.getPointsSelector(),
                                request.getVectors().getNamesList())));
    }

    @Override
    public void updateBatch(UpdateBatchPoints request, StreamObserver<UpdateBatchResponse> observer) {
        Answers.answer(observer, stopwatch -> updates.batch(request, stopwatch));
    }

    @Override
    public void createFieldIndex(CreateFieldIndexCollection request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> updates.createFieldIndex(request, stopwatch));
    }

    @Override
    public void deleteFieldIndex(DeleteFieldIndexCollection request, StreamObserver<PointsOperationResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> updates.deleteFieldIndex(
                        request.getCollectionName(), request.getFieldName(), request.getWait(), stopwatch));
    }

    @Override
    public void get(GetPoints request, StreamObserver<GetResponse> observer) {
        Answers.answer(observer, stopwatch -> reads.get(request, stopwatch));
    }

    @Override
    public void scroll(ScrollPoints request, StreamObserver<ScrollResponse> observer) {
        Answers.answer(observer, stopwatch -> reads.scroll(request, stopwatch));
    }

    @Override
    public void count(CountPoints request, StreamObserver<CountResponse> observer) {
        Answers.answer(observer, stopwatch -> reads.count(request, stopwatch));
    }

    @Override
    public void query(QueryPoints request, StreamObserver<QueryResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> QueryResponse.newBuilder()
                        .addAllResult(reads.query(request.getCollectionName(), List.of(request))
                                .getFirst())
                        .setTime(stopwatch.seconds())
                        .build());
    }

    @Override
    public void queryBatch(QueryBatchPoints request, StreamObserver<QueryBatchResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            QueryBatchResponse.Builder response = QueryBatchResponse.newBuilder();
            for (List<ScoredPoint> result : reads.query(request.getCollectionName(), request.getQueryPointsList())) {
                response.addResult(BatchResult.newBuilder().addAllResult(result));
            }
            return response.setTime(stopwatch.seconds()).build();
        });
    }

    @Override
    public void search(SearchPoints request, StreamObserver<SearchResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> SearchResponse.newBuilder()
                        .addAllResult(reads.query(request.getCollectionName(), List.of(LegacySearch.query(request)))
                                .getFirst())
                        .setTime(stopwatch.seconds())
                        .build());
    }

    @Override
    public void searchBatch(SearchBatchPoints request, StreamObserver<SearchBatchResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            SearchBatchResponse.Builder response = SearchBatchResponse.newBuilder();
            List<QueryPoints> queries = request.getSearchPointsList().stream()
                    .map(LegacySearch::query)
                    .toList();
            for (List<ScoredPoint> result : reads.query(request.getCollectionName(), queries)) {
                response.addResult(BatchResult.newBuilder().addAllResult(result));
            }
            return response.setTime(stopwatch.seconds()).build();
        });
    }
}
