package io.millrace.local.system;

import io.millrace.local.process.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A home folder whose built jars are {@link FakeApplicationMain}, and ports that other runs of the tests do not use. */
final class FakeHome {
    private FakeHome() {}

    static Path create(Path folder) throws IOException {
        for (Component component : Component.values()) {
            if (component.isApplication()) {
                Path target = Files.createDirectories(
                        folder.resolve(component.label()).resolve("target"));
                writeJar(target.resolve("millrace-" + component.label() + "-1-exec.jar"));
            }
        }
        return folder;
    }

    static void chooseQuietPorts(Path state) throws IOException {
        Files.createDirectories(state);
        Map<String, String> ports = new LinkedHashMap<>();
        for (Component component : Component.values()) {
            ports.put(component.portVariable(), Integer.toString(LoopbackPorts.any()));
        }
        ports.put("KAFKA_CONTROLLER_PORT", Integer.toString(LoopbackPorts.any()));
        new StateFolder(state).ports().write("For a test", ports);
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeApplicationMain.class.getName());
        String entry = FakeApplicationMain.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream code = FakeApplicationMain.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
            out.closeEntry();
        }
    }
}
