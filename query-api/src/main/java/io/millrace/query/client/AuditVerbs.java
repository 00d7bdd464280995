package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code audit list|verify}, for superusers. */
final class AuditVerbs {

    private AuditVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .setCommandName("audit")
                .addSubcommand(new ListAudit(environment))
                .addSubcommand(new VerifyAudit(environment));
    }

    @Command(name = "list", description = "Lists what was done, the newest first.")
    static final class ListAudit extends ClientVerb {

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How much, 1 to 500 (default: ${DEFAULT-VALUE}).")
        int limit;

        ListAudit(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode page = api().get("/v1/audit-logs?limit=" + limit);
            return show(
                    page,
                    () -> Listings.table(
                            terminal(),
                            page.path("items"),
                            List.of(
                                    new Column("WHEN", "occurred_at"),
                                    new Column("WHO", "actor"),
                                    new Column("WHAT", "operation"),
                                    new Column("TO", "resource_id"),
                                    new Column("FROM", "ip"))));
        }
    }

    @Command(
            name = "verify",
            description = {
                "Checks that nobody changed the audit log since it was sealed.",
                "Ends with 1 when a link of its chain does not hold. Note the last position and hash it prints where nobody "
                        + "who can change the database can change them, and give them to --expect the next time."
            })
    static final class VerifyAudit extends ClientVerb {

        @Option(
                names = "--expect",
                paramLabel = "POSITION:HASH",
                description = "Also fail if the chain has another hash there.")
        @Nullable
        String expected;

        VerifyAudit(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            long expectedPosition = expectedPosition();
            long checked = 0;
            long after = 0;
            boolean met = expectedPosition < 0;
            JsonNode stretch;
            do {
                stretch = api().get("/v1/audit-logs/verification?after=" + after);
                checked += stretch.path("checked").asLong();
                after = stretch.path("last_position").asLong();
                // Stretches end where they end: what is expected lies within one, so it is asked for by itself
                if (!met && after >= expectedPosition) {
                    met = hashAt(expectedPosition).equals(expectedHash());
                    if (!met) {
                        break;
                    }
                }
            } while (stretch.path("more").asBoolean());
            return report(stretch, checked, met);
        }

        private int report(JsonNode last, long checked, boolean met) {
            boolean holds = last.path("broken_position").isMissingNode() && met;
            long unsealed = last.path("unsealed").asLong(0);
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("holds", holds);
            answer.put("checked", checked);
            last.properties().stream()
                    .filter(property -> !property.getKey().equals("checked")
                            && !property.getKey().equals("more"))
                    .forEach(property -> answer.set(property.getKey(), property.getValue()));
            answer.put("expected_met", met);
            show(answer, () -> {
                Terminal terminal = terminal();
                if (!met) {
                    terminal.line("The chain is not the one that was noted: it was written anew.");
                } else if (holds) {
                    terminal.line(checked + " rows of the audit log hold; the last link is "
                            + text(last, "last_position") + ":" + text(last, "last_hash"));
                } else {
                    terminal.line(
                            "Link " + text(last, "broken_position") + " does not hold: " + text(last, "problem") + ".");
                }
                if (unsealed > 0) {
                    terminal.line(unsealed + " rows are older than a quarter of an hour and not sealed.");
                }
            });
            return holds && unsealed == 0 ? ExitCode.OK : ExitCode.FAILURE;
        }

        /** The hash of a link is what a stretch that begins after it starts from. */
        private String hashAt(long position) {
            return text(api().get("/v1/audit-logs/verification?links=0&after=" + position), "last_hash");
        }

        private long expectedPosition() {
            if (expected == null) {
                return -1;
            }
            if (!expected.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--expect must be a position, a colon and 64 hexadecimal digits.");
            }
            return Long.parseLong(expected.substring(0, expected.indexOf(':')));
        }

        private String expectedHash() {
            return expected == null ? "" : expected.substring(expected.indexOf(':') + 1);
        }
    }
}
