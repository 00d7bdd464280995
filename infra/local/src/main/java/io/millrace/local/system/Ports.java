package io.millrace.local.system;

import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LoopbackPorts;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The system's TCP ports on 127.0.0.1: chosen at the first {@code up}, kept in {@code ports.env}. */
record Ports(Map<Component, Integer> ports, int kafkaController) {
    private static final int PREFERRED_KAFKA_CONTROLLER = 19093;
    private static final String KAFKA_CONTROLLER_VARIABLE = "KAFKA_CONTROLLER_PORT";

    Ports {
        ports = Map.copyOf(ports);
    }

    /** Prefers the well-known ports, and takes the next free ones where those are in use. */
    static Ports loadOrChoose(EnvFile file) {
        if (!file.exists()) {
            SequencedMap<String, String> chosen = new LinkedHashMap<>();
            for (Component component : Component.values()) {
                choose(chosen, component.portVariable(), component.preferredPort());
            }
            choose(chosen, KAFKA_CONTROLLER_VARIABLE, PREFERRED_KAFKA_CONTROLLER);
            file.write("TCP ports on 127.0.0.1, chosen at the first up: change them while the system is down", chosen);
        }
        return load(file);
    }

    /** Takes random free ports, for a system that runs beside others. */
    static void chooseAny(EnvFile file) {
        SequencedMap<String, String> chosen = new LinkedHashMap<>();
        for (Component component : Component.values()) {
            choose(chosen, component.portVariable(), LoopbackPorts.any());
        }
        choose(chosen, KAFKA_CONTROLLER_VARIABLE, LoopbackPorts.any());
        file.write("Free TCP ports on 127.0.0.1", chosen);
    }

    static Ports load(EnvFile file) {
        Map<String, String> lines = file.read();
        Map<Component, Integer> ports = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            ports.put(component, port(file, lines, component.portVariable()));
        }
        return new Ports(ports, port(file, lines, KAFKA_CONTROLLER_VARIABLE));
    }

    int of(Component component) {
        Integer port = ports.get(component);
        if (port == null) {
            throw new IllegalArgumentException("No port of " + component);
        }
        return port;
    }

    private static void choose(Map<String, String> chosen, String variable, int preferred) {
        int port = LoopbackPorts.from(preferred);
        while (chosen.containsValue(Integer.toString(port))) {
            port = LoopbackPorts.from(port + 1);
        }
        chosen.put(variable, Integer.toString(port));
    }

    private static int port(EnvFile file, Map<String, String> lines, String variable) {
        String text = lines.getOrDefault(variable, "");
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new LocalProcessException(file.path() + " has no valid " + variable
                    + ": correct it, or delete the file while the system is down.");
        }
        return Integer.parseInt(text);
    }
}
