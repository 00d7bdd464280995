/**
 * Build time only: migrations come in, jOOQ's generated Java goes out. An embedded PostgreSQL is migrated and read, so
 * that the generated code can never disagree with the migrations. Nothing generated is committed.
 */
@NullMarked
package io.millrace.jooq;

import org.jspecify.annotations.NullMarked;
