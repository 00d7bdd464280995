package io.millrace.ingest.document.event;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What documents may be: {@code millrace.documents.*}.
 *
 * @param maxContentSize a document's content as received; default 10 MB
 * @param maxMetadataSize keys and values together; default 64 kB
 * @param dataRefRoot the only folder that {@code data_ref} may point into; without one, every {@code data_ref} is refused
 */
@ConfigurationProperties("millrace.documents")
public record DocumentsProperties(
        @Nullable DataSize maxContentSize,
        @Nullable DataSize maxMetadataSize,
        @Nullable Path dataRefRoot) {

    private static final DataSize MAX_CONTENT = DataSize.ofMegabytes(10);
    private static final DataSize MAX_METADATA = DataSize.ofKilobytes(64);

    public DocumentsProperties {
        maxContentSize = positive("max-content-size", maxContentSize == null ? MAX_CONTENT : maxContentSize);
        maxMetadataSize = positive("max-metadata-size", maxMetadataSize == null ? MAX_METADATA : maxMetadataSize);
        if (dataRefRoot != null && dataRefRoot.toString().isEmpty()) {
            dataRefRoot = null;
        }
        if (dataRefRoot != null && !dataRefRoot.isAbsolute()) {
            throw new IllegalArgumentException(
                    "millrace.documents.data-ref-root must be an absolute path, but is " + dataRefRoot);
        }
    }

    long maxContentBytes() {
        return (maxContentSize == null ? MAX_CONTENT : maxContentSize).toBytes();
    }

    long maxMetadataBytes() {
        return (maxMetadataSize == null ? MAX_METADATA : maxMetadataSize).toBytes();
    }

    private static DataSize positive(String name, DataSize size) {
        if (size.toBytes() <= 0) {
            throw new IllegalArgumentException(
                    "millrace.documents." + name + " must be more than nothing, but is " + size);
        }
        return size;
    }
}
