package io.millrace.local.qdrant;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.RenameAlias;
import io.qdrant.client.grpc.Collections.ScalarQuantization;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Collections and aliases. */
abstract class CollectionContract extends ContractTest {

    @Test
    void configurationComesBackAsItWasGiven() {
        String name = newName();
        VectorParams dense = VectorParams.newBuilder()
                .setSize(1536)
                .setDistance(Distance.Dot)
                .setDatatype(Datatype.Float16)
                .setOnDisk(true)
                .build();
        get(client().createCollectionAsync(CreateCollection.newBuilder()
                .setCollectionName(name)
                .setVectorsConfig(VectorsConfig.newBuilder()
                        .setParamsMap(VectorParamsMap.newBuilder().putMap("dense", dense)))
                .setHnswConfig(HnswConfigDiff.newBuilder().setM(24).setEfConstruct(200))
                .setOptimizersConfig(OptimizersConfigDiff.newBuilder().setIndexingThreshold(0))
                .setQuantizationConfig(QuantizationConfig.newBuilder()
                        .setScalar(ScalarQuantization.newBuilder().setType(QuantizationType.Int8)))
                .putMetadata("owner", value("millrace"))
                .build()));

        CollectionInfo info = get(client().getCollectionInfoAsync(name));

        assertThat(info.getStatus()).isEqualTo(CollectionStatus.Green);
        assertThat(info.getPointsCount()).isZero();
        VectorParams stored =
                info.getConfig().getParams().getVectorsConfig().getParamsMap().getMapOrThrow("dense");
        assertThat(stored.getSize()).isEqualTo(1536);
        assertThat(stored.getDistance()).isEqualTo(Distance.Dot);
        assertThat(stored.getDatatype()).isEqualTo(Datatype.Float16);
        assertThat(info.getConfig().getHnswConfig().getM()).isEqualTo(24);
        assertThat(info.getConfig().getHnswConfig().getEfConstruct()).isEqualTo(200);
        assertThat(info.getConfig().getOptimizerConfig().getIndexingThreshold()).isZero();
        assertThat(info.getConfig().getQuantizationConfig().getScalar().getType())
                .isEqualTo(QuantizationType.Int8);
        assertThat(info.getConfig().getMetadataMap()).containsEntry("owner", value("millrace"));
    }

    @Test
    void updateChangesOnlyWhatItNames() {
        String name = hybridCollection();
        get(client().updateCollectionAsync(UpdateCollection.newBuilder()
                .setCollectionName(name)
                .setOptimizersConfig(OptimizersConfigDiff.newBuilder().setIndexingThreshold(12_345))
                .build()));

        CollectionInfo info = get(client().getCollectionInfoAsync(name));

        assertThat(info.getConfig().getOptimizerConfig().getIndexingThreshold()).isEqualTo(12_345);
        assertThat(info.getConfig().getHnswConfig().getM()).isEqualTo(16);
        assertThat(info.getConfig()
                        .getParams()
                        .getVectorsConfig()
                        .getParamsMap()
                        .getMapMap())
                .containsOnlyKeys("dense");
        assertThat(info.getConfig().getParams().getSparseVectorsConfig().getMapMap())
                .containsOnlyKeys("bm25");
    }

    @Test
    void infoCountsPointsAndListsPayloadIndexes() {
        String name = collection(2, Distance.Dot);
        upsert(name, point(1, Map.of("city", value("Berlin"))), point(2, Map.of("city", value("Paris"))));
        get(client().createPayloadIndexAsync(name, "city", PayloadSchemaType.Keyword, null, true, null, null));

        CollectionInfo info = get(client().getCollectionInfoAsync(name));

        assertThat(info.getPointsCount()).isEqualTo(2);
        assertThat(info.getPayloadSchemaOrThrow("city").getDataType()).isEqualTo(PayloadSchemaType.Keyword);
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder()
                                .addMust(matchKeyword("city", "Paris"))
                                .build()))
                .containsExactly(2L);

        get(client().deletePayloadIndexAsync(name, "city", true, null, null));
        assertThat(get(client().getCollectionInfoAsync(name)).getPayloadSchemaMap())
                .isEmpty();
        assertThat(idsWhere(
                        name,
                        Filter.newBuilder()
                                .addMust(matchKeyword("city", "Paris"))
                                .build()))
                .containsExactly(2L);
    }

    // lib/storage/src/content_manager/collections_ops.rs and errors.rs
    @Test
    void unknownCollectionIsNotFound() {
        Status status = failure(client().getCollectionInfoAsync("nowhere"));
        assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status.getDescription()).isEqualTo("Not found: Collection `nowhere` doesn't exist!");
        assertThat(get(client().collectionExistsAsync("nowhere"))).isFalse();
        assertThat(get(client().grpcClient()
                                .collections()
                                .delete(DeleteCollection.newBuilder()
                                        .setCollectionName("nowhere")
                                        .build()))
                        .getResult())
                .isFalse();
    }

    // lib/storage/src/content_manager/errors.rs: AlreadyExists is displayed as "Wrong input: {description}"
    @Test
    void aNameIsTakenOnce() {
        String name = collection(2, Distance.Dot);
        Status status = failure(client().createCollectionAsync(
                        name,
                        VectorParams.newBuilder()
                                .setSize(2)
                                .setDistance(Distance.Dot)
                                .build()));
        assertThat(status.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(status.getDescription()).contains("Collection `" + name + "` already exists!");
    }

    @Test
    void anAliasMovesInOneRequestAndDiesWithItsCollection() {
        String old = collection(2, Distance.Dot);
        String fresh = collection(2, Distance.Dot);
        String alias = newAlias();
        upsert(old, point(1, Map.of()));
        upsert(fresh, point(2, Map.of()));
        get(client().createAliasAsync(alias, old));
        assertThat(allIds(alias)).containsExactly(1L);

        get(client().updateAliasesAsync(List.of(
                AliasOperations.newBuilder()
                        .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(alias))
                        .build(),
                AliasOperations.newBuilder()
                        .setCreateAlias(
                                CreateAlias.newBuilder().setAliasName(alias).setCollectionName(fresh))
                        .build())));
        assertThat(allIds(alias)).containsExactly(2L);
        assertThat(get(client().listCollectionAliasesAsync(fresh))).containsExactly(alias);
        assertThat(get(client().listCollectionAliasesAsync(old))).isEmpty();

        get(client().deleteCollectionAsync(fresh));
        assertThat(failure(client().countAsync(alias)).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void anAliasIsRenamed() {
        String name = collection(2, Distance.Dot);
        String alias = newAlias();
        String renamed = newAlias();
        get(client().createAliasAsync(alias, name));
        get(client().updateAliasesAsync(List.of(AliasOperations.newBuilder()
                .setRenameAlias(RenameAlias.newBuilder().setOldAliasName(alias).setNewAliasName(renamed))
                .build())));
        assertThat(get(client().listCollectionAliasesAsync(name))).containsExactly(renamed);

        // lib/storage/src/content_manager/alias_mapping.rs, spelling and all
        Status status = failure(client().renameAliasAsync("missing", newAlias()));
        assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status.getDescription()).isEqualTo("Not found: Alias missing does not exists!");
    }

    // lib/storage/src/content_manager/toc/collection_meta_ops.rs
    @Test
    void anAliasNeedsACollectionAndANameOfItsOwn() {
        String name = collection(2, Distance.Dot);
        assertThat(failure(client().createAliasAsync(newAlias(), "nowhere")).getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(client().createAliasAsync(name, name)).getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    }
}
