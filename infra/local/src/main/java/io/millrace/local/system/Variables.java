package io.millrace.local.system;

/** The environment contract between the local system and the applications: exact names. */
final class Variables {
    static final String POSTGRES_URL = "MILLRACE_POSTGRES_URL";
    static final String POSTGRES_DIRECT_URL = "MILLRACE_POSTGRES_DIRECT_URL";
    static final String ADMIN_USER = "MILLRACE_ADMIN_USER";
    static final String ADMIN_PASSWORD = "MILLRACE_ADMIN_PASSWORD";
    static final String MIGRATE_PASSWORD = "MILLRACE_MIGRATE_PASSWORD";
    static final String INGEST_PASSWORD = "MILLRACE_INGEST_PASSWORD";
    static final String SYNC_PASSWORD = "MILLRACE_SYNC_PASSWORD";
    static final String QUERY_PASSWORD = "MILLRACE_QUERY_PASSWORD";
    static final String RELAY_PASSWORD = "MILLRACE_RELAY_PASSWORD";
    static final String KAFKA_PASSWORD = "MILLRACE_KAFKA_PASSWORD";
    static final String KAFKA_BOOTSTRAP_SERVERS = "MILLRACE_KAFKA_BOOTSTRAP_SERVERS";
    static final String KAFKA_SECURITY_PROTOCOL = "MILLRACE_KAFKA_SECURITY_PROTOCOL";
    static final String KAFKA_SASL_MECHANISM = "MILLRACE_KAFKA_SASL_MECHANISM";
    static final String KAFKA_SASL_JAAS_CONFIG = "MILLRACE_KAFKA_SASL_JAAS_CONFIG";
    static final String QDRANT_URL = "MILLRACE_QDRANT_URL";
    static final String QDRANT_API_KEY = "MILLRACE_QDRANT_API_KEY";
    static final String QDRANT_READ_ONLY_API_KEY = "MILLRACE_QDRANT_READ_ONLY_API_KEY";
    static final String API_KEY = "MILLRACE_API_KEY";
    static final String API_URL = "MILLRACE_API_URL";
    static final String SERVER_PORT = "SERVER_PORT";
    static final String SERVER_ADDRESS = "SERVER_ADDRESS";

    private Variables() {}
}
