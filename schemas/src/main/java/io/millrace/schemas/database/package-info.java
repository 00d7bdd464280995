/**
 * PostgreSQL: the roles, and the migrations that make the schema. A server and an administrator come in, a migrated
 * database with least-privilege roles leaves.
 */
@NullMarked
package io.millrace.schemas.database;

import org.jspecify.annotations.NullMarked;
