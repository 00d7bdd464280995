/**
 * A real PostgreSQL 18 from zonky's binaries, without a container: a data directory and a port arrive, a running server
 * leaves.
 *
 * <p>Guarantees: the server listens on 127.0.0.1 only and accepts only passwords proved by SCRAM-SHA-256; WAL is logical;
 * data outlives {@code kill -9}; the binaries are unpacked once per user, whatever runs at the same time. PostgreSQL
 * refuses to run as root, so for root the server runs in a user namespace of its own.
 */
@NullMarked
package io.millrace.local.postgres;

import org.jspecify.annotations.NullMarked;
