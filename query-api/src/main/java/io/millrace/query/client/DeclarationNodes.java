package io.millrace.query.client;

import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML, of which JSON is a part, as JSON with the line of each value. Of what YAML reads into words only what JSON knows too is
 * taken: {@code yes} is a text, and so is a date. Not thread-safe: one for each file.
 */
final class DeclarationNodes {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Numbers as whatever reads the API's answers has them, so that equal ones are equal. */
    private static final JsonMapper NUMBERS = new JsonMapper();

    private static final int MOST_NODES = 100_000;
    private static final int DEEPEST = 50;

    private final Path file;
    private int nodes;

    DeclarationNodes(Path file) {
        this.file = file;
    }

    /** @param lines where each value begins, from 1, by JSON pointer */
    record Document(JsonNode value, Map<String, Integer> lines) {}

    /** @throws ClientException with file and line, if the text is no YAML */
    List<Document> read(String text) {
        List<Document> documents = new ArrayList<>();
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        try {
            for (Node root : new Yaml(options).composeAll(new StringReader(text))) {
                Map<String, Integer> lines = new HashMap<>();
                JsonNode value = value(root, "", lines, 0);
                if (!value.isNull()) {
                    documents.add(new Document(value, lines));
                }
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw wrong(line, "this is neither YAML nor JSON: " + e.getProblem() + ".");
        } catch (YAMLException e) {
            throw wrong(1, "this is neither YAML nor JSON: " + e.getMessage() + ".");
        }
        return documents;
    }

    private JsonNode value(Node node, String pointer, Map<String, Integer> lines, int depth) {
        int line = line(node);
        lines.put(pointer, line);
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw wrong(line, "this file says too much: aliases may repeat themselves.");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, lines, depth);
            case SequenceNode sequence -> {
                ArrayNode array = JSON.arrayNode();
                for (Node item : sequence.getValue()) {
                    array.add(value(item, pointer + "/" + array.size(), lines, depth + 1));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw wrong(line, "this cannot be read here.");
        };
    }

    private ObjectNode object(MappingNode mapping, String pointer, Map<String, Integer> lines, int depth) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple field : mapping.getValue()) {
            if (!(field.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(line(field.getKeyNode()), "the name of a field must be a text.");
            }
            String name = key.getValue();
            if (object.has(name)) {
                throw wrong(line(key), "the field '" + name + "' is there twice.");
            }
            object.set(name, value(field.getValueNode(), pointer + "/" + name, lines, depth + 1));
            lines.put(pointer + "/" + name, line(key));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (Tag.NULL.equals(tag)) {
            return JSON.nullNode();
        }
        if (Tag.BOOL.equals(tag) && ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text))) {
            return JSON.booleanNode("true".equalsIgnoreCase(text));
        }
        if (Tag.INT.equals(tag) && text.matches("-?(0|[1-9][0-9_]*)")) {
            return NUMBERS.readTree(new BigInteger(text.replace("_", "")).toString());
        }
        if (Tag.FLOAT.equals(tag) && text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]{1,3})?")) {
            return NUMBERS.readTree(new BigDecimal(text).toString());
        }
        return JSON.stringNode(text);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private ClientException wrong(int line, String sentence) {
        return new ClientException(ExitCode.USAGE, file + ":" + line + ": " + sentence);
    }
}
