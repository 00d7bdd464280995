package io.millrace.ingest.publish;

import java.nio.file.Path;

/** A file that may be published, and the source it has as a document. */
record SourceFile(Path path, String source) {}
