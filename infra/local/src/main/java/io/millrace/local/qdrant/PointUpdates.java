package io.millrace.local.qdrant;

import io.grpc.Context;
import io.grpc.Deadline;
import io.millrace.local.qdrant.collection.CollectionCatalog;
import io.millrace.local.qdrant.collection.PointWriter;
import io.millrace.local.qdrant.collection.StoredCollection;
import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.index.PointIndex;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.io.IOException;
import java.util.Map;

/**
 * Writes to points and payload indexes. With {@code wait} the answer is {@code Completed}, after the write is on disk and
 * visible; without, it is {@code Acknowledged}, after the write is on disk.
 */
final class PointUpdates {

    private final CollectionCatalog catalog;

    PointUpdates(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    /** A write of one collection. */
    interface Write {
        /** Applies the write and returns the number of its operation. */
        long apply(PointWriter writer) throws IOException;
    }

    PointsOperationResponse run(String collectionName, boolean wait, Answers.Stopwatch stopwatch, Write write)
            throws IOException {
        StoredCollection collection = catalog.require(collectionName);
        return PointsOperationResponse.newBuilder()
                .setResult(settled(collection, applied(collection, write), wait))
                .setTime(stopwatch.seconds())
                .build();
    }

    private static long applied(StoredCollection collection, Write write) throws IOException {
        try (PointIndex.UnderWay _ = collection.index().arrived()) {
            return write.apply(new PointWriter(collection));
        }
    }

    private static UpdateResult settled(StoredCollection collection, long operation, boolean wait) throws IOException {
        collection.index().awaitDurable(operation);
        UpdateStatus status = UpdateStatus.Acknowledged;
        if (wait) {
            Deadline deadline = Context.current().getDeadline();
            if (deadline != null && deadline.isExpired()) {
                status = UpdateStatus.WaitTimeout;
            } else {
                collection.index().awaitVisible(operation);
                status = UpdateStatus.Completed;
            }
        }
        return UpdateResult.newBuilder()
                .setOperationId(operation)
                .setStatus(status)
                .build();
    }

    UpdateBatchResponse batch(UpdateBatchPoints request, Answers.Stopwatch stopwatch) throws IOException {
        if (request.getOperationsCount() == 0) {
            throw QdrantStatus.validation("operations", "value is invalid, must contain at least 1 operation");
        }
        StoredCollection collection = catalog.require(request.getCollectionName());
        UpdateBatchResponse.Builder response = UpdateBatchResponse.newBuilder();
        // in order, and what came before a failure stays, as in do_batch_update_points of src/common/update.rs
        for (PointsUpdateOperation operation : request.getOperationsList()) {
            long number = applied(collection, writer -> apply(writer, operation));
            response.addResult(settled(collection, number, request.getWait()));
        }
        return response.setTime(stopwatch.seconds()).build();
    }

    @SuppressWarnings("deprecation") // the protocol still has the old forms
    private static long apply(PointWriter writer, PointsUpdateOperation operation) throws IOException {
        return switch (operation.getOperationCase()) {
            case UPSERT -> {
                var upsert = operation.getUpsert();
                yield writer.upsert(
                        upsert.getPointsList(),
                        upsert.hasUpdateFilter() ? upsert.getUpdateFilter() : null,
                        upsert.getUpdateMode());
            }
            case DELETE_POINTS -> writer.delete(operation.getDeletePoints().getPoints());
            case DELETE_DEPRECATED -> writer.delete(operation.getDeleteDeprecated());
            case SET_PAYLOAD -> {
                var set = operation.getSetPayload();
                yield writer.setPayload(
                        set.getPointsSelector(),
                        set.getPayloadMap(),
                        set.hasKey() ? FilterReader.path(set.getKey()) : null);
            }
            case OVERWRITE_PAYLOAD ->
                writer.overwritePayload(
                        operation.getOverwritePayload().getPointsSelector(),
                        operation.getOverwritePayload().getPayloadMap());
            case DELETE_PAYLOAD ->
                writer.deletePayload(
                        operation.getDeletePayload().getPointsSelector(),
                        operation.getDeletePayload().getKeysList());
            case CLEAR_PAYLOAD ->
                clearPayload(writer, operation.getClearPayload().getPoints());
            case CLEAR_PAYLOAD_DEPRECATED -> clearPayload(writer, operation.getClearPayloadDeprecated());
            case UPDATE_VECTORS -> {
                var update = operation.getUpdateVectors();
                yield writer.updateVectors(
                        update.getPointsList(), update.hasUpdateFilter() ? update.getUpdateFilter() : null);
            }
            case DELETE_VECTORS ->
                writer.deleteVectors(
                        operation.getDeleteVectors().getPointsSelector(),
                        operation.getDeleteVectors().getVectors().getNamesList());
            case OPERATION_NOT_SET -> throw QdrantStatus.invalidArgument("Operation is missing");
        };
    }

    static long clearPayload(PointWriter writer, PointsSelector selector) throws IOException {
        return writer.overwritePayload(selector, Map.of());
    }

    PointsOperationResponse createFieldIndex(CreateFieldIndexCollection request, Answers.Stopwatch stopwatch)
            throws IOException {
        FilterReader.path(request.getFieldName());
        StoredCollection collection = catalog.require(request.getCollectionName());
        PayloadSchemaInfo.Builder payloadIndex = PayloadSchemaInfo.newBuilder().setDataType(type(request));
        if (request.hasFieldIndexParams()) {
            payloadIndex.setParams(request.getFieldIndexParams());
        }
        collection.addPayloadIndex(request.getFieldName(), payloadIndex.build());
        return done(collection, request.getWait(), stopwatch);
    }

    PointsOperationResponse deleteFieldIndex(
            String collectionName, String key, boolean wait, Answers.Stopwatch stopwatch) throws IOException {
        FilterReader.path(key);
        StoredCollection collection = catalog.require(collectionName);
        collection.removePayloadIndex(key);
        return done(collection, wait, stopwatch);
    }

    private static PointsOperationResponse done(
            StoredCollection collection, boolean wait, Answers.Stopwatch stopwatch) {
        return PointsOperationResponse.newBuilder()
                .setResult(UpdateResult.newBuilder()
                        .setOperationId(collection.index().lastOperation())
                        .setStatus(wait ? UpdateStatus.Completed : UpdateStatus.Acknowledged))
                .setTime(stopwatch.seconds())
                .build();
    }

    private static PayloadSchemaType type(CreateFieldIndexCollection request) {
        PayloadIndexParams params = request.getFieldIndexParams();
        return switch (params.getIndexParamsCase()) {
            case KEYWORD_INDEX_PARAMS -> PayloadSchemaType.Keyword;
            case INTEGER_INDEX_PARAMS -> PayloadSchemaType.Integer;
            case FLOAT_INDEX_PARAMS -> PayloadSchemaType.Float;
            case GEO_INDEX_PARAMS -> throw QdrantStatus.unimplemented("a geo index");
            case TEXT_INDEX_PARAMS -> PayloadSchemaType.Text;
            case BOOL_INDEX_PARAMS -> PayloadSchemaType.Bool;
            case DATETIME_INDEX_PARAMS -> PayloadSchemaType.Datetime;
            case UUID_INDEX_PARAMS -> PayloadSchemaType.Uuid;
            case INDEXPARAMS_NOT_SET -> {
                if (!request.hasFieldType()) {
                    // convert_field_type, src/tonic/api/update_common.rs
                    throw QdrantStatus.invalidArgument("cannot convert field_type: none");
                }
                yield type(request.getFieldType());
            }
        };
    }

    private static PayloadSchemaType type(FieldType type) {
        return switch (type) {
            case FieldTypeKeyword -> PayloadSchemaType.Keyword;
            case FieldTypeInteger -> PayloadSchemaType.Integer;
            case FieldTypeFloat -> PayloadSchemaType.Float;
            case FieldTypeGeo -> throw QdrantStatus.unimplemented("a geo index");
            case FieldTypeText -> PayloadSchemaType.Text;
            case FieldTypeBool -> PayloadSchemaType.Bool;
            case FieldTypeDatetime -> PayloadSchemaType.Datetime;
            case FieldTypeUuid -> PayloadSchemaType.Uuid;
            case UNRECOGNIZED -> throw QdrantStatus.invalidArgument("cannot convert field_type: " + type);
        };
    }
}
