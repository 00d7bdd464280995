package io.millrace.sync.collection;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.point.PointLayout;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The physical Qdrant collections behind aliases. Thread-safe. Every method throws
 * {@link io.millrace.sync.point.VectorStoreException} if Qdrant does not do its part, and may be called again.
 */
public final class Generations {

    private final QdrantConnection qdrant;

    public Generations(QdrantConnection qdrant) {
        this.qdrant = qdrant;
    }

    /** A name that no generation has, begun now or a few seconds later. */
    public static String newName(VectorStoreName store, Set<String> taken, Instant now) {
        Instant begun = now;
        while (taken.contains(store.generation(begun))) {
            begun = begun.plusSeconds(1);
        }
        return store.generation(begun);
    }

    /** The generation that the alias points to. */
    public Optional<String> aliasTarget(VectorStoreName store) {
        return QdrantCalls.await(qdrant, qdrant.collections().listAliases(ListAliasesRequest.getDefaultInstance()))
                .getAliasesList()
                .stream()
                .filter(alias -> alias.getAliasName().equals(store.value()))
                .map(AliasDescription::getCollectionName)
                .findFirst();
    }

    /** Every generation that exists, oldest first. */
    public List<String> list(VectorStoreName store) {
        return QdrantCalls.await(qdrant, qdrant.collections().list(ListCollectionsRequest.getDefaultInstance()))
                .getCollectionsList()
                .stream()
                .map(CollectionDescription::getName)
                .filter(name -> name.startsWith(store.value() + "__"))
                .sorted()
                .toList();
    }

    /** Makes the generation and its payload indexes, as far as they do not exist. */
    public void ensure(String generation, CollectionSpec spec) {
        boolean exists = QdrantCalls.await(
                        qdrant,
                        qdrant.collections()
                                .collectionExists(CollectionExistsRequest.newBuilder()
                                        .setCollectionName(generation)
                                        .build()))
                .getResult()
                .getExists();
        if (!exists) {
            QdrantCalls.await(qdrant, qdrant.collections().create(PointLayout.createCollection(generation, spec)));
        }
        PointLayout.PAYLOAD_INDEXES.forEach((field, type) -> QdrantCalls.await(
                qdrant,
                qdrant.points()
                        .createFieldIndex(CreateFieldIndexCollection.newBuilder()
                                .setCollectionName(generation)
                                .setFieldName(field)
                                .setFieldType(fieldType(type))
                                .setWait(true)
                                .build())));
    }

    /** Points the alias to this generation in one atomic request, whatever it pointed to before. */
    public void pointAlias(VectorStoreName store, String generation) {
        ChangeAliases.Builder change = ChangeAliases.newBuilder();
        if (aliasTarget(store).isPresent()) {
            change.addActions(deleteAlias(store));
        }
        change.addActions(AliasOperations.newBuilder()
                .setCreateAlias(
                        CreateAlias.newBuilder().setAliasName(store.value()).setCollectionName(generation)));
        QdrantCalls.await(qdrant, qdrant.collections().updateAliases(change.build()));
    }

    public void dropAlias(VectorStoreName store) {
        if (aliasTarget(store).isPresent()) {
            QdrantCalls.await(
                    qdrant,
                    qdrant.collections()
                            .updateAliases(ChangeAliases.newBuilder()
                                    .addActions(deleteAlias(store))
                                    .build()));
        }
    }

    public void drop(String generation) {
        QdrantCalls.await(
                qdrant,
                qdrant.collections()
                        .delete(DeleteCollection.newBuilder()
                                .setCollectionName(generation)
                                .build()));
    }

    /** Points in a generation or behind an alias, exactly. */
    public long count(String collection) {
        return QdrantCalls.await(
                        qdrant,
                        qdrant.points()
                                .count(CountPoints.newBuilder()
                                        .setCollectionName(collection)
                                        .setExact(true)
                                        .build()))
                .getResult()
                .getCount();
    }

    private static AliasOperations deleteAlias(VectorStoreName store) {
        return AliasOperations.newBuilder()
                .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(store.value()))
                .build();
    }

    private static FieldType fieldType(PayloadSchemaType type) {
        return switch (type) {
            case Keyword -> FieldType.FieldTypeKeyword;
            case Integer -> FieldType.FieldTypeInteger;
            case Float -> FieldType.FieldTypeFloat;
            case Bool -> FieldType.FieldTypeBool;
            case Text -> FieldType.FieldTypeText;
            case Datetime -> FieldType.FieldTypeDatetime;
            case Uuid -> FieldType.FieldTypeUuid;
            case Geo -> FieldType.FieldTypeGeo;
            case UnknownType, UNRECOGNIZED ->
                throw new IllegalArgumentException("the point layout has an index of an unknown type");
        };
    }
}
