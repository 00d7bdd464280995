package io.millrace.local.qdrant.collection;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationConfigDiff;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.WalConfigDiff;
import java.util.Map;

/** The configuration of a collection: defaults of Qdrant's {@code config/config.yaml}, then what requests say. */
final class CollectionSettings {

    private CollectionSettings() {}

    static CollectionConfig of(CreateCollection request) {
        HnswConfigDiff hnsw = HnswConfigDiff.newBuilder()
                .setM(16)
                .setEfConstruct(100)
                .setFullScanThreshold(10_000)
                .setMaxIndexingThreads(0)
                .setOnDisk(false)
                .mergeFrom(request.getHnswConfig())
                .build();
        OptimizersConfigDiff optimizers = OptimizersConfigDiff.newBuilder()
                .setDeletedThreshold(0.2)
                .setVacuumMinVectorNumber(1000)
                .setDefaultSegmentNumber(0)
                .setIndexingThreshold(10_000)
                .setFlushIntervalSec(5)
                .mergeFrom(request.getOptimizersConfig())
                .build();
        WalConfigDiff log = WalConfigDiff.newBuilder()
                .setWalCapacityMb(32)
                .setWalSegmentsAhead(0)
                .mergeFrom(request.getWalConfig())
                .build();
        CollectionParams.Builder params = CollectionParams.newBuilder()
                .setShardNumber(request.hasShardNumber() ? request.getShardNumber() : 1)
                .setReplicationFactor(request.hasReplicationFactor() ? request.getReplicationFactor() : 1)
                .setWriteConsistencyFactor(
                        request.hasWriteConsistencyFactor() ? request.getWriteConsistencyFactor() : 1)
                .setOnDiskPayload(!request.hasOnDiskPayload() || request.getOnDiskPayload());
        if (request.hasVectorsConfig()) {
            params.setVectorsConfig(request.getVectorsConfig());
        }
        if (request.hasSparseVectorsConfig()) {
            params.setSparseVectorsConfig(request.getSparseVectorsConfig());
        }
        CollectionConfig.Builder config = CollectionConfig.newBuilder()
                .setParams(params)
                .setHnswConfig(hnsw)
                .setOptimizerConfig(optimizers)
                .setWalConfig(log)
                .putAllMetadata(request.getMetadataMap());
        if (request.hasQuantizationConfig()) {
            config.setQuantizationConfig(request.getQuantizationConfig());
        }
        if (request.hasStrictModeConfig()) {
            config.setStrictModeConfig(request.getStrictModeConfig());
        }
        return config.build();
    }

    /** The configuration after an update; what the request leaves out stays as it is. */
    static CollectionConfig updated(CollectionConfig current, UpdateCollection request) {
        CollectionConfig.Builder config = current.toBuilder();
        config.getOptimizerConfigBuilder().mergeFrom(request.getOptimizersConfig());
        config.getHnswConfigBuilder().mergeFrom(request.getHnswConfig());
        if (request.hasQuantizationConfig()) {
            QuantizationConfig quantization = quantization(request.getQuantizationConfig());
            if (quantization.equals(QuantizationConfig.getDefaultInstance())) {
                config.clearQuantizationConfig();
            } else {
                config.setQuantizationConfig(quantization);
            }
        }
        if (request.hasStrictModeConfig()) {
            config.getStrictModeConfigBuilder().mergeFrom(request.getStrictModeConfig());
        }
        if (request.hasParams()) {
            CollectionParams.Builder params = config.getParamsBuilder();
            var diff = request.getParams();
            if (diff.hasReplicationFactor()) {
                params.setReplicationFactor(diff.getReplicationFactor());
            }
            if (diff.hasWriteConsistencyFactor()) {
                params.setWriteConsistencyFactor(diff.getWriteConsistencyFactor());
            }
            if (diff.hasOnDiskPayload()) {
                params.setOnDiskPayload(diff.getOnDiskPayload());
            }
        }
        if (request.hasVectorsConfig()) {
            VectorsConfig.Builder vectors = config.getParamsBuilder().getVectorsConfigBuilder();
            request.getVectorsConfig().getParamsMap().getMapMap().forEach((name, diff) -> update(vectors, name, diff));
            if (request.getVectorsConfig().hasParams()) {
                update(vectors, "", request.getVectorsConfig().getParams());
            }
        }
        request.getSparseVectorsConfig().getMapMap().forEach((name, space) -> {
            requireVector(current.getParams().getSparseVectorsConfig().containsMap(name), name);
            config.getParamsBuilder()
                    .getSparseVectorsConfigBuilder()
                    .putMap(
                            name,
                            current.getParams().getSparseVectorsConfig().getMapOrThrow(name).toBuilder()
                                    .mergeFrom(space)
                                    .build());
        });
        // a null value takes a key away, as in a payload
        for (Map.Entry<String, io.qdrant.client.grpc.JsonWithInt.Value> entry :
                request.getMetadataMap().entrySet()) {
            if (entry.getValue().hasNullValue()) {
                config.removeMetadata(entry.getKey());
            } else {
                config.putMetadata(entry.getKey(), entry.getValue());
            }
        }
        return config.build();
    }

    private static void update(VectorsConfig.Builder vectors, String name, VectorParamsDiff diff) {
        boolean unnamed = name.isEmpty() && vectors.hasParams();
        requireVector(unnamed || vectors.getParamsMap().containsMap(name), name);
        VectorParams.Builder params =
                (unnamed ? vectors.getParams() : vectors.getParamsMap().getMapOrThrow(name)).toBuilder();
        if (diff.hasHnswConfig()) {
            params.getHnswConfigBuilder().mergeFrom(diff.getHnswConfig());
        }
        if (diff.hasQuantizationConfig()) {
            params.setQuantizationConfig(quantization(diff.getQuantizationConfig()));
        }
        if (diff.hasOnDisk()) {
            params.setOnDisk(diff.getOnDisk());
        }
        if (unnamed) {
            vectors.setParams(params);
        } else {
            vectors.getParamsMapBuilder().putMap(name, params.build());
        }
    }

    private static void requireVector(boolean exists, String name) {
        if (!exists) {
            // lib/collection/src/config.rs
            throw QdrantStatus.wrongInput("Vector with name " + name + " is not configured in this collection");
        }
    }

    private static QuantizationConfig quantization(QuantizationConfigDiff diff) {
        QuantizationConfig.Builder quantization = QuantizationConfig.newBuilder();
        switch (diff.getQuantizationCase()) {
            case SCALAR -> quantization.setScalar(diff.getScalar());
            case PRODUCT -> quantization.setProduct(diff.getProduct());
            case BINARY -> quantization.setBinary(diff.getBinary());
            case TURBOQUANT -> quantization.setTurboquant(diff.getTurboquant());
            case DISABLED, QUANTIZATION_NOT_SET -> {}
        }
        return quantization.build();
    }
}
