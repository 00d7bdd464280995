/**
 * Text as it is kept. What a producer sent comes in; the same text in Unicode's normal form C and without characters that
 * nobody sees leaves, with their number.
 *
 * <p>Guarantees: cleaning is idempotent; what is clean is returned as it is; emoji sequences and the scripts that need
 * joiners (Persian, the Indic ones) or invisible word boundaries (Thai, Khmer) keep them. Offsets of chunks refer to the clean
 * text, which is what {@code documents.content} holds.
 */
@NullMarked
package io.millrace.ingest.hygiene;

import org.jspecify.annotations.NullMarked;
