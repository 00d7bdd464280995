package io.millrace.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;

/** The image that the one-line Dockerfile of a server names: the only place where its version is written. */
final class PinnedImage {
    private static final String FROM = "FROM ";

    private PinnedImage() {}

    /**
     * The image of a server.
     *
     * @param server such as {@code kafka}, for {@code infra/images/kafka.Dockerfile}
     */
    static DockerImageName of(String server) {
        String file = server + ".Dockerfile";
        try (@Nullable InputStream in = PinnedImage.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("No " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(FROM))
                    .findFirst()
                    .map(line ->
                            DockerImageName.parse(line.substring(FROM.length()).strip()))
                    .orElseThrow(() -> new IllegalStateException(file + " has no FROM line"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
