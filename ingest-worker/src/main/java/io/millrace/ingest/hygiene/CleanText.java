package io.millrace.ingest.hygiene;

/**
 * Text after cleaning.
 *
 * @param stripped characters (code points) that were removed
 * @param changed whether it differs from what was received, by them or by its normal form
 */
public record CleanText(String text, int stripped, boolean changed) {}
