/**
 * Who is calling, and what they may. A request with an API key or an access token comes in; a {@code Caller} leaves, once the
 * one table in {@code Endpoint} lets it do what it asks for. Every transaction carries it into PostgreSQL, where row-level
 * security decides by itself what it may see. Without a caller nothing is visible.
 */
@NullMarked
package io.millrace.query.access;

import org.jspecify.annotations.NullMarked;
