package io.millrace.local.qdrant;

import io.grpc.stub.StreamObserver;
import io.millrace.local.qdrant.collection.CollectionCatalog;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.CollectionsGrpc;
import org.jspecify.annotations.Nullable;

/** The collections service; shards and clusters are unimplemented. */
final class CollectionsService extends CollectionsGrpc.CollectionsImplBase {

    private final CollectionCatalog catalog;

    CollectionsService(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void get(GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> GetCollectionInfoResponse.newBuilder()
                        .setResult(catalog.require(request.getCollectionName()).info())
                        .setTime(stopwatch.seconds())
                        .build());
    }

    @Override
    public void list(ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
            catalog.all()
                    .forEach(collection -> response.addCollections(
                            CollectionDescription.newBuilder().setName(collection.name())));
            return response.setTime(stopwatch.seconds()).build();
        });
    }

    @Override
    public void create(CreateCollection request, StreamObserver<CollectionOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            catalog.create(request);
            return done(true, stopwatch);
        });
    }

    @Override
    public void update(UpdateCollection request, StreamObserver<CollectionOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            catalog.update(request);
            return done(true, stopwatch);
        });
    }

    @Override
    public void delete(DeleteCollection request, StreamObserver<CollectionOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> done(catalog.delete(request.getCollectionName()), stopwatch));
    }

    @Override
    public void updateAliases(ChangeAliases request, StreamObserver<CollectionOperationResponse> observer) {
        Answers.answer(observer, stopwatch -> {
            catalog.changeAliases(request.getActionsList());
            return done(true, stopwatch);
        });
    }

    private static CollectionOperationResponse done(boolean result, Answers.Stopwatch stopwatch) {
        return CollectionOperationResponse.newBuilder()
                .setResult(result)
                .setTime(stopwatch.seconds())
                .build();
    }

    @Override
    public void listAliases(ListAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
        Answers.answer(observer, stopwatch -> aliases(null, stopwatch));
    }

    @Override
    public void listCollectionAliases(
            ListCollectionAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
        Answers.answer(
                observer,
                stopwatch ->
                        aliases(catalog.require(request.getCollectionName()).name(), stopwatch));
    }

    private ListAliasesResponse aliases(@Nullable String collection, Answers.Stopwatch stopwatch) {
        ListAliasesResponse.Builder response = ListAliasesResponse.newBuilder();
        catalog.aliases().forEach((alias, target) -> {
            if (collection == null || target.equals(collection)) {
                response.addAliases(
                        AliasDescription.newBuilder().setAliasName(alias).setCollectionName(target));
            }
        });
        return response.setTime(stopwatch.seconds()).build();
    }

    @Override
    public void collectionExists(CollectionExistsRequest request, StreamObserver<CollectionExistsResponse> observer) {
        Answers.answer(
                observer,
                stopwatch -> CollectionExistsResponse.newBuilder()
                        .setResult(CollectionExists.newBuilder()
                                .setExists(catalog.find(request.getCollectionName())
                                        .isPresent()))
                        .setTime(stopwatch.seconds())
                        .build());
    }
}
