/**
 * Documents. Listings and single documents leave as PostgreSQL has them now; a change leaves as an event in the documents
 * topic, acknowledged by all replicas before the request is answered.
 */
@NullMarked
package io.millrace.query.document;

import org.jspecify.annotations.NullMarked;
