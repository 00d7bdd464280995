package io.millrace.ingest.relay;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.AbstractSourceInfo;
import io.debezium.connector.SourceInfoStructMaker;
import io.debezium.connector.postgresql.SourceInfo;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The engine's description of where a row comes from, without a value. With the engine's own, a row costs a JSON text, and
 * the time in it wakes a thread that measures a lag nobody reads. What we want of it is in the record's offset too.
 *
 * <p>The fields are those that the engine itself reads. Source: Debezium 3.6.1 {@code PostgresEventMetadataProvider}, {@code
 * StreamingMeter#onEvent}, {@code MeasurementCollector}. Public for the engine, which makes it by name. Thread-safe.
 */
public final class EmptySourceInfoStructMaker implements SourceInfoStructMaker<SourceInfo> {

    private static final Schema SCHEMA = SchemaBuilder.struct()
            .field(AbstractSourceInfo.TIMESTAMP_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.TXID_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.LSN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.XMIN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    private static final Struct EMPTY = new Struct(SCHEMA);

    @Override
    public void init(String connector, String version, CommonConnectorConfig configuration) {}

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Struct struct(SourceInfo source) {
        return EMPTY;
    }
}
