package io.millrace.local.system;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the sources, where the build leaves the applications' jars. */
record Home(Path path) {
    Home {
        path = path.toAbsolutePath().normalize();
    }

    /** The application's executable jar. */
    Path jar(Component application) {
        Path target = path.resolve(application.label()).resolve("target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars =
                    Files.newDirectoryStream(target, "millrace-" + application.label() + "-*-exec.jar")) {
                for (Path jar : jars) {
                    return jar;
                }
            } catch (IOException e) {
                throw new LocalProcessException("Cannot read " + target + ": " + e.getMessage() + ".", e);
            }
        }
        throw new LocalProcessException("There is no jar of " + application.label() + " in " + target
                + ": build it with ./millrace build, or name the folder of the sources with --home.");
    }
}
