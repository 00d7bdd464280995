package io.millrace.ingest.relay;

import java.time.Duration;

/** What a relay is doing. */
public sealed interface RelayState {

    /** A name for metrics and health, in lower case. */
    default String label() {
        return switch (this) {
            case Standby s -> "standby";
            case Repairing r -> "repairing";
            case Streaming s -> "streaming";
            case BackingOff b -> "backing-off";
            case Stopped s -> "stopped";
        };
    }

    /** Waiting to become the leader, or the leader and about to stream. */
    record Standby() implements RelayState {}

    /** Sending retained rows again and making a new slot. */
    record Repairing(RepairReason reason) implements RelayState {}

    /** The slot is being read. */
    record Streaming() implements RelayState {}

    /** Something outside does not work; tried again after a pause. */
    record BackingOff(String reason, Duration pause) implements RelayState {}

    record Stopped() implements RelayState {}
}
