/**
 * The life of a collection. The status column comes in, a state that offers its legal transitions only leaves. The database
 * refuses the others too ({@code collection_may_become}), whoever asks.
 */
@NullMarked
package io.millrace.schemas.collection;

import org.jspecify.annotations.NullMarked;
