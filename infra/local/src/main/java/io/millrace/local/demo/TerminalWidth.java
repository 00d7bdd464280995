package io.millrace.local.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How wide a line may be: as wide as the terminal, but not wider than is pleasant to read. */
final class TerminalWidth {
    private static final int DEFAULT = 100;
    private static final int MIN = 60;
    private static final int MAX = 120;

    private TerminalWidth() {}

    static int columns() {
        boolean terminal = Optional.ofNullable(System.console())
                .map(java.io.Console::isTerminal)
                .orElse(false);
        return terminal ? ofSize(sttySize()) : DEFAULT;
    }

    /** From {@code stty size}: rows and columns. */
    static int ofSize(String size) {
        String columns = size.strip().replaceFirst("^\\d+ ", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Math.clamp(Integer.parseInt(columns), MIN, MAX) : DEFAULT;
    }

    private static String sttySize() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
