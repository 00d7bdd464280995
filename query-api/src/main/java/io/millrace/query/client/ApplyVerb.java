package io.millrace.query.client;

import io.millrace.query.client.CollectionPlan.Action;
import io.millrace.query.client.CollectionPlan.Change;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code collections apply FILE…}. */
@Command(
        name = "apply",
        description = {
            "Makes collections as files declare them, in YAML or JSON: creates what is missing, changes what differs.",
            "What is there as it is declared stays untouched, and no collection is ever deleted. If a field that is fixed at "
                    + "creation differs in one of them, none is changed, and the exit code is 2."
        })
final class ApplyVerb extends ClientVerb {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Declares one collection, a list of them, or several as YAML documents.")
    List<Path> files;

    @Option(names = "--dry-run", description = "Only show what would be done.")
    boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "10s",
            description =
                    "How long to wait for READY of each that is created, at most 30s (default: ${DEFAULT-VALUE}).")
    String wait;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
    ApplyVerb(Map<String, String> environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        List<DeclaredCollection> declared = Declarations.read(files);
        List<CollectionPlan> plans = new ArrayList<>();
        for (DeclaredCollection collection : declared) {
            plans.add(plan(collection));
        }
        boolean refused = plans.stream().anyMatch(plan -> plan.action() == Action.REFUSED);
        if (!refused && !dryRun) {
            plans.forEach(this::apply);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("dry_run", dryRun);
        answer.put("refused", refused);
        ArrayNode collections = answer.putArray("collections");
        plans.forEach(plan -> plan.describe(collections.addObject(), refused));
        show(answer, () -> print(plans, refused));
        return refused ? ExitCode.USAGE : ExitCode.OK;
    }

    private CollectionPlan plan(DeclaredCollection declared) {
        String path = CollectionVerbs.path(declared.name());
        JsonNode none = JsonNodeFactory.instance.objectNode();
        @Nullable JsonNode existing = api().find(path).orElse(null);
        JsonNode limits = existing == null || !declared.limited() ? none : api().get(path + "/limits");
        return CollectionPlan.of(declared, existing, limits);
    }

    private void apply(CollectionPlan plan) {
        DeclaredCollection declared = plan.declared();
        String path = CollectionVerbs.path(declared.name());
        try {
            if (plan.settingsChange()) {
                boolean created = plan.action() == Action.CREATED;
                api().put(created ? path + "?wait=" + ApiClient.segment(wait) : path, declared.settings());
            }
        } catch (ClientException e) {
            throw new ClientException(e.exitCode(), declared.place(e.pointer()) + ": " + e.getMessage());
        }
        try {
            if (plan.limitsChange()) {
                api().put(path + "/limits", declared.limits());
            }
        } catch (ClientException e) {
            throw new ClientException(e.exitCode(), declared.place("/limits" + e.pointer()) + ": " + e.getMessage());
        }
    }

    private void print(List<CollectionPlan> plans, boolean refused) {
        Terminal terminal = terminal();
        for (CollectionPlan plan : plans) {
            terminal.line(plan.action().mark() + " " + plan.declared().name() + "  " + sentence(plan, refused));
            for (Change change : plan.changes()) {
                String from = change.from().isMissingNode() ? "" : shown(change.from()) + " → ";
                String to = change.to().isMissingNode() ? "none" : shown(change.to());
                terminal.line(
                        "    " + change.field() + ": " + from + to + (change.fixed() ? "  (fixed at creation)" : ""));
            }
        }
    }

    private String sentence(CollectionPlan plan, boolean refused) {
        return switch (plan.action()) {
            case UNCHANGED -> "unchanged";
            case REFUSED ->
                "refused, at " + plan.declared().place(firstFixed(plan))
                        + ": make another collection, or declare this one as it is";
            case CREATED, CHANGED ->
                refused
                        ? "not " + plan.action().word() + ", since another is refused"
                        : dryRun
                                ? "would be " + plan.action().word()
                                : plan.action().word();
        };
    }

    private static String firstFixed(CollectionPlan plan) {
        return plan.changes().stream()
                .filter(Change::fixed)
                .findFirst()
                .map(change -> "/" + change.field())
                .orElse("");
    }

    private static String shown(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString("");
    }
}
