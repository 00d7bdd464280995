package io.millrace.local.qdrant;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An EmbeddedQdrant in a process of its own, to be killed. */
record QdrantProcess(Process process, int port) implements AutoCloseable {

    /** The process: prints its port on a line of its own and serves until it is killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            EmbeddedQdrant server = EmbeddedQdrant.start(
                    new EmbeddedQdrantProperties(Path.of(arguments[0]), 0, RunningQdrant.KEY, null));
            System.out.println("port " + server.port());
            server.awaitTermination();
        }
    }

    static QdrantProcess start(Path directory, String maxHeap) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + maxHeap,
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("port ")) {
                // the log keeps coming: a full pipe would stop the server
                Thread.ofPlatform().daemon().start(() -> drain(output));
                return new QdrantProcess(process, Integer.parseInt(line.substring("port ".length())));
            }
        }
        throw new IllegalStateException("the server process ended before it was ready");
    }

    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // only to keep the pipe empty
            }
        } catch (IOException e) {
            // the stream is closed when the process is killed
        }
    }

    /** {@code kill -9}. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
