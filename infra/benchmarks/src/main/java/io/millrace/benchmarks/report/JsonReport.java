package io.millrace.benchmarks.report;

import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report for programs. Its field names are fixed: others read them. */
public final class JsonReport {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonReport() {}

    /** Indented JSON, without a line end. */
    public static String text(Report report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("measured_at", report.measuredAt().toString());
        ObjectNode machine = root.putObject("machine");
        machine.put("processor", report.machine().processor());
        machine.put("cores", report.machine().cores());
        machine.put("memory_bytes", report.machine().memoryBytes());
        machine.put("operating_system", report.machine().operatingSystem());
        machine.put("jvm", report.machine().jvm());
        ObjectNode versions = machine.putObject("versions");
        new TreeMap<>(report.machine().versions()).forEach(versions::put);
        root.put("load_average_before", report.loadBefore());
        root.put("load_average_after", report.loadAfter());
        ObjectNode settings = root.putObject("settings");
        new TreeMap<>(report.settings()).forEach(settings::put);
        ArrayNode results = root.putArray("benchmarks");
        report.results().forEach(result -> put(result, results.addObject()));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static void put(BenchmarkResult result, ObjectNode node) {
        node.put("name", result.name());
        ArrayNode figures = node.putArray("figures");
        result.figures().forEach(figure -> put(figure, figures.addObject()));
        ArrayNode bounds = node.putArray("bounds");
        result.bounds().forEach(bounds::add);
        node.put("failure", result.failure().orElse(null));
    }

    private static void put(Figure figure, ObjectNode node) {
        node.put("name", figure.name());
        node.put("unit", figure.unit().symbol());
        put(figure.ours(), node.putObject("ours"));
        ArrayNode raw = node.putArray("raw");
        for (RawLimit limit : figure.raw()) {
            ObjectNode object = raw.addObject();
            object.put("name", limit.name());
            put(limit.sample(), object);
        }
        node.put("limit", figure.limit().map(RawLimit::name).orElse(null));
        if (figure.ratio().isPresent()) {
            node.put("ratio", figure.ratio().getAsDouble());
        } else {
            node.putNull("ratio");
        }
        node.put("target", figure.target().text());
        node.put("met", figure.met().orElse(null));
    }

    private static void put(Sample sample, ObjectNode node) {
        node.put("median", sample.median());
        node.put("min", sample.min());
        node.put("max", sample.max());
        ArrayNode rounds = node.putArray("rounds");
        List<Double> values = sample.rounds();
        values.forEach(rounds::add);
    }
}
