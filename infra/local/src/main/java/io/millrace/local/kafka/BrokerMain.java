package io.millrace.local.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The node's own JVM: formats the log directory when it is new, as {@code kafka-storage.sh} does, then runs the node. */
public final class BrokerMain {
    private BrokerMain() {}

    /** Takes one argument, the configuration file. Returns never: the node ends the JVM. */
    public static void main(String[] arguments) throws IOException {
        Path configuration = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(configuration)) {
            properties.load(reader);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            int status = StorageTool.execute(
                    new String[] {
                        "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", configuration.toString()
                    },
                    new PrintStream(System.out, true));
            if (status != 0) {
                System.exit(status);
            }
        }
        Kafka.main(new String[] {configuration.toString()});
    }
}
