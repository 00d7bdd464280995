package io.millrace.local.system;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What a component does now.
 *
 * @param pid 0 when it does not run
 * @param address {@code host:port}, where it listens when it is up
 */
public record ComponentStatus(Component component, State state, long pid, String address, Path log) {
    /** Whether a component serves. */
    public enum State {
        UP,
        /** Its process runs but does not answer, or not yet. */
        UNREADY,
        DOWN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean isUp() {
        return state == State.UP;
    }
}
