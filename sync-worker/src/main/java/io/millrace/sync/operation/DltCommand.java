package io.millrace.sync.operation;

import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.deadletter.DeadLetterBox;
import io.millrace.sync.deadletter.StoredDeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlt list|show|replay}: records that could never be applied. */
@Command(
        name = "dlt",
        mixinStandardHelpOptions = true,
        description = "Look at dead letters, and send them back to where they came from.",
        subcommands = {DltCommand.ListLetters.class, DltCommand.Show.class, DltCommand.Replay.class})
public final class DltCommand {

    abstract static class OnBox extends Verb {
        @Option(
                names = "--topic",
                required = true,
                paramLabel = "TOPIC",
                description = "The topic, with or without -dlt.")
        private String topic = "";

        DeadLetterBox box(SyncSettings settings) {
            return new DeadLetterBox(new KafkaClients(settings.kafka()), topic);
        }
    }

    @Command(name = "list", description = "List the dead letters of a topic, oldest first.")
    static final class ListLetters extends OnBox {
        @Override
        int run(SyncSettings settings) {
            List<StoredDeadLetter> letters = box(settings).list();
            if (json()) {
                printJson(letters);
                return ExitCode.DONE;
            }
            if (letters.isEmpty()) {
                out().println("There are no dead letters.");
            }
            for (StoredDeadLetter letter : letters) {
                out().println(String.format(
                        Locale.ROOT,
                        "%6d  %-24s  key %s  from partition %d offset %d  %s",
                        letter.offset(),
                        Objects.requireNonNullElse(letter.errorCode(), "no-code"),
                        Objects.requireNonNullElse(letter.key(), "none"),
                        letter.originalPartition(),
                        letter.originalOffset(),
                        Objects.requireNonNullElse(letter.reason(), "")));
            }
            out().flush();
            return ExitCode.DONE;
        }
    }

    @Command(name = "show", description = "Show one dead letter with all its headers. Values are shown as hexadecimal.")
    static final class Show extends OnBox {
        private static final int SHOWN_BYTES = 1024;

        @Option(
                names = "--offset",
                required = true,
                paramLabel = "N",
                description = "Its offset, as 'dlt list' shows it.")
        private long offset;

        @Override
        int run(SyncSettings settings) {
            ConsumerRecord<byte[], byte[]> letter = box(settings).find(offset);
            if (letter == null) {
                err().println("There is no dead letter at offset " + offset + "; 'dlt list' lists those that exist.");
                err().flush();
                return ExitCode.NOT_FOUND;
            }
            if (json()) {
                printJson(DeadLetterBox.stored(letter));
                return ExitCode.DONE;
            }
            for (Header header : letter.headers()) {
                out().println(header.key() + ": " + readable(header.value()));
            }
            byte[] value = letter.value();
            out().println("value: "
                    + (value == null
                            ? "null"
                            : value.length + " bytes, "
                                    + HexFormat.of().formatHex(value, 0, Math.min(value.length, SHOWN_BYTES))));
            out().flush();
            return ExitCode.DONE;
        }

        private static String readable(byte[] value) {
            String text = new String(value, StandardCharsets.UTF_8);
            return text.chars().allMatch(c -> c >= ' ')
                    ? text
                    : "0x" + HexFormat.of().formatHex(value);
        }
    }

    @Command(
            name = "replay",
            description = "Send dead letters to the topic and partition that they came from. Without --execute it only"
                    + " says what it would do.")
    static final class Replay extends OnBox {
        @Option(names = "--offset", paramLabel = "N", description = "Only this one; may be repeated. Without it, all.")
        private List<Long> offsets = List.of();

        @Option(names = "--execute", description = "Do it.")
        private boolean execute;

        @Override
        int run(SyncSettings settings) {
            Set<Long> wanted = Set.copyOf(offsets);
            DeadLetterBox box = box(settings);
            long count = execute
                    ? box.replay(offset -> wanted.isEmpty() || wanted.contains(offset))
                    : box.list().stream()
                            .filter(letter -> wanted.isEmpty() || wanted.contains(letter.offset()))
                            .count();
            if (json()) {
                printJson(new Result(count, execute));
            } else {
                out().println(
                                execute
                                        ? "Sent " + number(count) + " records back."
                                        : "Would send " + number(count)
                                                + " records back. Nothing was changed: add --execute to do it.");
                out().flush();
            }
            return ExitCode.DONE;
        }
    }

    record Result(long records, boolean executed) {}
}
