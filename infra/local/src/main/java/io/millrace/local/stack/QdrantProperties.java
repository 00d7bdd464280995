package io.millrace.local.stack;

import io.millrace.local.process.Lifetime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One embedded Qdrant server in a JVM of its own.
 *
 * @param directory holds the data and the pid file; created when missing
 * @param logFile where the server writes its log
 * @param port of gRPC on 127.0.0.1
 * @param apiKey may read and write
 * @param readOnlyApiKey may only read
 * @param jvmOptions options of the server's JVM over Millrace's own
 * @param startBound how long a start may take, recovery included
 */
public record QdrantProperties(
        Path directory,
        Path logFile,
        int port,
        String apiKey,
        String readOnlyApiKey,
        List<String> jvmOptions,
        Lifetime lifetime,
        Duration startBound) {

    public QdrantProperties {
        directory = directory.toAbsolutePath().normalize();
        logFile = logFile.toAbsolutePath().normalize();
        jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String toString() {
        return "QdrantProperties[directory=" + directory + ", port=" + port + ", apiKey=***, readOnlyApiKey=***]";
    }
}
