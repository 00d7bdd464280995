package io.millrace.ingest.publish;

/**
 * A file that is not published.
 *
 * @param reason goes on where the source ends: "is binary"
 * @param error whether somebody should do something about it: hidden and binary files are passed over as a matter of course
 */
record SkippedFile(String source, String reason, boolean error) {

    String sentence() {
        return (error ? "failed: " : "skipped: ") + source + " " + reason + ".";
    }
}
