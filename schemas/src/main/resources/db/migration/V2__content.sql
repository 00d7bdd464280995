SET ROLE millrace_migrate;

-- abs(hashtext()) alone overflows on the one hash that is -2^31.
CREATE FUNCTION chunk_partition_key(collection_id uuid) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (abs(hashtext(collection_id::text)::bigint) % 100)::integer;

COMMENT ON FUNCTION chunk_partition_key(uuid) IS 'Which of the 100 partitions of chunks holds a collection.';

CREATE TABLE collections (
    id                uuid PRIMARY KEY,
    name              text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    description       text CHECK (length(description) <= 2000),
    vector_store_name text NOT NULL UNIQUE CHECK (vector_store_name = 'col_' || replace(id::text, '-', '_')),
    partition_key     integer NOT NULL GENERATED ALWAYS AS (chunk_partition_key(id)) STORED,
    embedding_model   text NOT NULL CHECK (embedding_model <> ''),
    dimension         integer NOT NULL CHECK (dimension BETWEEN 1 AND 4096),
    distance          text NOT NULL DEFAULT 'COSINE' CHECK (distance IN ('COSINE', 'DOT', 'EUCLID')),
    quantization      text NOT NULL DEFAULT 'NONE' CHECK (quantization IN ('NONE', 'FLOAT16', 'INT8')),
    chunking_strategy text NOT NULL DEFAULT 'AUTO' CHECK (chunking_strategy IN ('AUTO', 'MARKDOWN', 'PLAIN')),
    chunk_size        integer NOT NULL DEFAULT 200 CHECK (chunk_size BETWEEN 16 AND 8192),
    chunk_overlap     integer NOT NULL DEFAULT 0 CHECK (chunk_overlap >= 0 AND chunk_overlap < chunk_size),
    topic_partitions  integer NOT NULL CHECK (topic_partitions BETWEEN 1 AND 1000),
    status            text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'READY', 'DELETED')),
    status_message    text,
    qdrant_live       text CHECK (starts_with(qdrant_live, vector_store_name || '__')),
    qdrant_staging    text CHECK (starts_with(qdrant_staging, vector_store_name || '__')),
    version           bigint NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    deleted_at        timestamptz
);

-- A deleted collection keeps its row, and gives its name back.
CREATE UNIQUE INDEX collections_name_idx ON collections (name) WHERE deleted_at IS NULL;

COMMENT ON TABLE collections IS 'What is searched together: one embedding model, one topic, one Qdrant alias.';
COMMENT ON COLUMN collections.vector_store_name IS 'The Qdrant alias and the last part of the topic''s name.';
COMMENT ON COLUMN collections.partition_key IS 'Partition of chunks that holds this collection; every query on chunks names it.';
COMMENT ON COLUMN collections.chunk_size IS 'Most tokens in a chunk, estimated.';
COMMENT ON COLUMN collections.topic_partitions IS 'Partitions of the chunk topic, fixed at creation: documents are bound to them.';
COMMENT ON COLUMN collections.qdrant_live IS 'The generation that the alias points to. Owned by the sync-worker.';
COMMENT ON COLUMN collections.qdrant_staging IS 'The generation that a rebuild is filling. Owned by the sync-worker.';

CREATE TABLE documents (
    id                   uuid PRIMARY KEY,
    collection_id        uuid NOT NULL REFERENCES collections (id),
    source               text NOT NULL CHECK (source <> '' AND length(source) <= 2048),
    title                text CHECK (length(title) <= 1000),
    mime_type            text NOT NULL,
    content              text,
    content_hash         bytea CHECK (length(content_hash) = 32),
    content_bytes        bigint NOT NULL DEFAULT 0 CHECK (content_bytes >= 0),
    metadata             jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    chunking_fingerprint text NOT NULL DEFAULT '',
    chunk_count          integer NOT NULL DEFAULT 0 CHECK (chunk_count >= 0),
    status               text NOT NULL CHECK (status IN ('COMMITTED', 'INDEXED', 'DELETED', 'FAILED')),
    error_code           text,
    error_message        text,
    version              bigint NOT NULL CHECK (version >= 0),
    indexed_version      bigint NOT NULL DEFAULT 0 CHECK (indexed_version >= 0),
    indexed_at           timestamptz,
    sequence             bigint,
    occurred_at          timestamptz,
    last_event_id        text,
    event_topic_id       uuid,
    event_partition      integer,
    event_offset         bigint,
    traceparent          text,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    UNIQUE (collection_id, source)
);

COMMENT ON TABLE documents IS 'The newest state of each document. A deleted one keeps its row, so that its version goes on rising.';
COMMENT ON COLUMN documents.id IS 'UUIDv5(collection_id, source).';
COMMENT ON COLUMN documents.content_hash IS 'SHA-256 of the content as received, before chunking; NULL when deleted.';
COMMENT ON COLUMN documents.chunking_fingerprint IS 'What cut the chunks: strategy, size, overlap, algorithm version, embedding model.';
COMMENT ON COLUMN documents.version IS '+1 for each applied change, assigned under the row lock. All order is by it.';
COMMENT ON COLUMN documents.indexed_version IS 'The newest version that the sync-worker has applied to Qdrant.';
COMMENT ON COLUMN documents.sequence IS 'The newest sequence its producer sent.';
COMMENT ON COLUMN documents.event_topic_id IS 'Kafka''s id of the topic of the last event considered: a topic that was re-created has another, and its offsets begin anew.';
COMMENT ON COLUMN documents.event_offset IS 'Offset of the last event considered; an event at or below it in the same partition of the same topic is a replay.';

CREATE INDEX documents_waiting_idx ON documents (collection_id, updated_at) WHERE indexed_version < version;
CREATE INDEX documents_indexed_idx ON documents (collection_id, indexed_at DESC NULLS LAST);

CREATE TABLE chunks (
    id              uuid NOT NULL,
    collection_id   uuid NOT NULL,
    partition_key   integer NOT NULL CHECK (partition_key = chunk_partition_key(collection_id)),
    document_id     uuid NOT NULL REFERENCES documents (id),
    embedding_id    uuid NOT NULL GENERATED ALWAYS AS (id) STORED,
    chunk_index     integer NOT NULL CHECK (chunk_index >= 0),
    version         bigint NOT NULL CHECK (version > 0),
    text            text NOT NULL,
    content_hash    bytea NOT NULL CHECK (length(content_hash) = 32),
    section_title   text,
    page_reference  text,
    start_offset    integer NOT NULL DEFAULT 0 CHECK (start_offset >= 0),
    end_offset      integer NOT NULL DEFAULT 0 CHECK (end_offset >= start_offset),
    token_count     integer NOT NULL DEFAULT 0 CHECK (token_count >= 0),
    embedding_model text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, collection_id, partition_key)
) PARTITION BY LIST (partition_key);

COMMENT ON TABLE chunks IS 'The chunks that exist now. LIST-partitioned by collection, since a generated column cannot be a partition key the INSERT computes it.';
COMMENT ON COLUMN chunks.id IS 'UUIDv5(document_id, sha256(normalised text):occurrence), and the id of the Qdrant point.';
COMMENT ON COLUMN chunks.embedding_id IS 'The Qdrant point id: the chunk id itself.';
COMMENT ON COLUMN chunks.version IS 'The document version that last changed what the point shows. Position is not part of it.';
COMMENT ON COLUMN chunks.start_offset IS 'First character of the chunk in documents.content, in UTF-16 code units.';
COMMENT ON COLUMN chunks.content_hash IS 'SHA-256 of the normalised text.';

DO $$
BEGIN
    FOR k IN 0..99 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF chunks FOR VALUES IN (%s)', 'chunks_part_' || lpad(k::text, 2, '0'), k);
    END LOOP;
END
$$;

CREATE INDEX chunks_collection_idx ON chunks (collection_id);
CREATE INDEX chunks_created_at_idx ON chunks USING brin (created_at);
CREATE INDEX chunks_position_idx ON chunks (collection_id, chunk_index);
CREATE INDEX chunks_document_idx ON chunks (document_id);

CREATE TABLE embeddings (
    model        text NOT NULL,
    content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
    dimension    integer NOT NULL CHECK (dimension > 0),
    vector       bytea NOT NULL CHECK (length(vector) = 4 * dimension),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (model, content_hash)
);

COMMENT ON TABLE embeddings IS 'Content-addressed vectors: the same text under the same model is embedded once.';
COMMENT ON COLUMN embeddings.vector IS 'float32, little-endian.';
-- Vectors do not compress; trying costs CPU on each write.
ALTER TABLE embeddings ALTER COLUMN vector SET STORAGE EXTERNAL;

CREATE TABLE audit_logs (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    occurred_at   timestamptz NOT NULL DEFAULT now(),
    operation     text NOT NULL,
    resource_type text NOT NULL,
    resource_id   uuid NOT NULL,
    collection_id uuid,
    actor         text,
    event_id      text,
    version       bigint,
    details       jsonb NOT NULL DEFAULT '{}'
);

COMMENT ON TABLE audit_logs IS 'Who changed what, written by the transaction that changed it. Insert-only.';
CREATE INDEX audit_logs_resource_idx ON audit_logs (resource_id, occurred_at);

RESET ROLE;
