package io.millrace.ingest.publish;

import java.nio.file.Path;

/**
 * A file that may be published, and the source it has as a document.
 *
 * @param from the path that was named, which is or holds the file
 */
record SourceFile(Path path, String source, PublishedPath from) {}
