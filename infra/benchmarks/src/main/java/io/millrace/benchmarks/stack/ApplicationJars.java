package io.millrace.benchmarks.stack;

import io.millrace.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build leaves the applications' executable jars, under the folder of the sources. */
record ApplicationJars(Path home) {

    Path of(Application application) {
        Path target = home.resolve(application.module()).resolve("target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars =
                    Files.newDirectoryStream(target, "millrace-" + application.module() + "-*-exec.jar")) {
                for (Path jar : jars) {
                    return jar;
                }
            } catch (IOException e) {
                throw new BenchmarkException("The folder " + target + " cannot be read: " + e.getMessage() + ".", e);
            }
        }
        throw new BenchmarkException("There is no jar of " + application.module() + " in " + target
                + ": build it with ./millrace build, or name the folder of the sources with --home.");
    }
}
