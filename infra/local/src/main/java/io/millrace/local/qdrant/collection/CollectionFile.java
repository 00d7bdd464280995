package io.millrace.local.qdrant.collection;

import io.millrace.local.qdrant.index.DurableFiles;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is stored of a collection besides its points.
 *
 * @param name the collection's name
 * @param description its configuration and payload schema, as an info answer carries them
 */
record CollectionFile(String name, CollectionInfo description) {

    private static final String FILE = "collection.bin";

    static boolean existsIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    static CollectionFile readFrom(Path directory) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(directory.resolve(FILE))))) {
            return new CollectionFile(in.readUTF(), CollectionInfo.parseFrom(in.readAllBytes()));
        }
    }

    void writeTo(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(name);
            out.write(description.toByteArray());
        }
        DurableFiles.replace(directory.resolve(FILE), bytes.toByteArray());
    }
}
