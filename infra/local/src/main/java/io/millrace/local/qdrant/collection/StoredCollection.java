package io.millrace.local.qdrant.collection;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.index.DurableFiles;
import io.millrace.local.qdrant.index.IndexingPolicy;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.point.VectorSchema;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.OptimizerStatus;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** One collection: its configuration, its payload schema and its points. Thread-safe. */
public final class StoredCollection {

    private final String name;
    private final Path directory;
    private final VectorSchema schema;
    private final PointIndex index;
    private volatile CollectionInfo description;

    private StoredCollection(Path directory, CollectionFile file) throws IOException {
        this.name = file.name();
        this.directory = directory;
        this.description = file.description();
        this.schema = VectorSchema.of(file.description().getConfig().getParams());
        this.index = PointIndex.open(directory, schema, () -> IndexingPolicy.of(description.getConfig(), schema));
    }

    static StoredCollection open(Path directory) throws IOException {
        return new StoredCollection(directory, CollectionFile.readFrom(directory));
    }

    static StoredCollection create(Path parent, String name, CollectionConfig config) throws IOException {
        // what cannot be served is refused before anything is on disk
        VectorSchema.of(config.getParams());
        Path directory = Files.createDirectory(parent.resolve(UUID.randomUUID().toString()));
        CollectionFile file = new CollectionFile(
                name, CollectionInfo.newBuilder().setConfig(config).build());
        file.writeTo(directory);
        DurableFiles.syncDirectory(parent);
        return new StoredCollection(directory, file);
    }

    /** The name that it was created with. */
    public String name() {
        return name;
    }

    /** Its vector spaces, which never change. */
    public VectorSchema schema() {
        return schema;
    }

    /** Its points. */
    public PointIndex index() {
        return index;
    }

    Path directory() {
        return directory;
    }

    /** Reads filters as this collection's payload indexes make them mean. */
    public FilterReader filters() {
        CollectionInfo current = description;
        return new FilterReader(key -> {
            PayloadSchemaInfo payloadIndex = current.getPayloadSchemaMap().get(key);
            return payloadIndex != null && payloadIndex.getDataType() == PayloadSchemaType.Text;
        });
    }

    /** Throws unless the key has an index that orders values: {@code MissingRangeIndexForOrderBy}, operation_error.rs. */
    public void requireRangeIndex(String key) {
        PayloadSchemaInfo payloadIndex = description.getPayloadSchemaMap().get(key);
        boolean ordered = payloadIndex != null
                && switch (payloadIndex.getDataType()) {
                    case Integer, Float, Datetime -> true;
                    case UnknownType, Keyword, Geo, Text, Bool, Uuid, UNRECOGNIZED -> false;
                };
        if (!ordered) {
            throw QdrantStatus.wrongInput("No range index for `order_by` key: `" + key
                    + "`. Please create one to use `order_by`. Check"
                    + " https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas"
                    + " support Range conditions");
        }
    }

    /** The answer to an info request, with counts of this moment. */
    public CollectionInfo info() throws IOException {
        try (PointIndex.View view = index.view()) {
            int points = view.searcher().getIndexReader().numDocs();
            return description.toBuilder()
                    .setStatus(CollectionStatus.Green)
                    .setOptimizerStatus(OptimizerStatus.newBuilder().setOk(true))
                    .setSegmentsCount(Math.max(
                            1, view.searcher().getIndexReader().leaves().size()))
                    .setPointsCount(points)
                    .setIndexedVectorsCount(view.vectorsInGraphs())
                    .build();
        }
    }

    synchronized void update(UpdateCollection request) throws IOException {
        describe(description.toBuilder()
                .setConfig(CollectionSettings.updated(description.getConfig(), request))
                .build());
        index.buildGraphs();
    }

    /** Records a payload index; conditions use terms for every key, so nothing has to be built. */
    public synchronized void addPayloadIndex(String key, PayloadSchemaInfo payloadIndex) throws IOException {
        describe(description.toBuilder().putPayloadSchema(key, payloadIndex).build());
    }

    /** Forgets a payload index, if there is one. */
    public synchronized void removePayloadIndex(String key) throws IOException {
        describe(description.toBuilder().removePayloadSchema(key).build());
    }

    private void describe(CollectionInfo changed) throws IOException {
        new CollectionFile(name, changed).writeTo(directory);
        description = changed;
    }
}
