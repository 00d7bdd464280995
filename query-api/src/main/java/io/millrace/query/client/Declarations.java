package io.millrace.query.client;

import io.millrace.query.client.DeclarationNodes.Document;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads declarations of collections: each document of a file is one, a list of them, or an object whose {@code collections} is
 * such a list. All that can be told without the API is checked, before anything is done.
 */
final class Declarations {

    private static final String NAME = "name";
    private static final String LIMITS = "limits";
    private static final String COLLECTIONS = "collections";

    private Declarations() {}

    /** @throws ClientException with file, line and field, if one is wrong */
    static List<DeclaredCollection> read(List<Path> files) {
        List<DeclaredCollection> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            List<DeclaredCollection> declared = read(file);
            if (declared.isEmpty()) {
                throw new ClientException(ExitCode.USAGE, file + ":1: this file declares no collection.");
            }
            for (DeclaredCollection collection : declared) {
                if (!names.add(collection.name())) {
                    throw wrong(collection, "/" + NAME, "the collection '" + collection.name() + "' is declared twice");
                }
                all.add(collection);
            }
        }
        return all;
    }

    private static List<DeclaredCollection> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (MalformedInputException e) {
            throw new ClientException(ExitCode.USAGE, file + ":1: this file is not UTF-8.");
        } catch (IOException e) {
            throw new ClientException(ExitCode.USAGE, "the file " + file + " cannot be read: check its path.");
        }
        // In JSON a tab is blank wherever it may be; YAML does not indent by it
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        List<DeclaredCollection> declared = new ArrayList<>();
        for (Document document : new DeclarationNodes(file).read(json ? text.replace('\t', ' ') : text)) {
            JsonNode root = document.value();
            boolean named = root.isObject() && root.has(COLLECTIONS);
            JsonNode list = named ? root.path(COLLECTIONS) : root;
            if (named && root.size() > 1) {
                throw new ClientException(
                        ExitCode.USAGE,
                        file + ":" + line(document, "") + ": beside 'collections' there is nothing else.");
            }
            if (list.isArray()) {
                for (int i = 0; i < list.size(); i++) {
                    String at = (named ? "/" + COLLECTIONS : "") + "/" + i;
                    declared.add(declaration(file, list.get(i), below(document.lines(), at)));
                }
            } else {
                declared.add(declaration(file, list, document.lines()));
            }
        }
        return declared;
    }

    private static DeclaredCollection declaration(Path file, JsonNode value, Map<String, Integer> lines) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        if (!(value instanceof ObjectNode object)) {
            throw wrong(
                    new DeclaredCollection(file, "", none, none, false, lines),
                    "",
                    "a collection is an object with a name and settings");
        }
        ObjectNode settings = object.deepCopy();
        JsonNode name = settings.remove(NAME);
        JsonNode limits = settings.remove(LIMITS);
        DeclaredCollection declared = new DeclaredCollection(
                file,
                name == null ? "" : name.asString(""),
                settings,
                limits instanceof ObjectNode given ? given : none,
                limits != null,
                lines);
        if (name == null || !name.isString() || !name.asString().matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw wrong(
                    declared,
                    "/" + NAME,
                    "name must be given, with 1 to 63 lower-case letters, digits, '_' and '-', the first a letter or digit");
        }
        if (limits != null && !limits.isObject()) {
            throw wrong(declared, "/" + LIMITS, "limits must be an object");
        }
        DeclaredField.SETTINGS.check(declared, settings, "");
        DeclaredField.LIMITS.check(declared, declared.limits(), "/" + LIMITS);
        return declared;
    }

    static ClientException wrong(DeclaredCollection declared, String pointer, String sentence) {
        return new ClientException(ExitCode.USAGE, declared.place(pointer) + ": " + sentence + ".");
    }

    private static int line(Document document, String pointer) {
        return document.lines().getOrDefault(pointer, 1);
    }

    private static Map<String, Integer> below(Map<String, Integer> lines, String at) {
        Map<String, Integer> below = new HashMap<>();
        lines.forEach((pointer, line) -> {
            if (pointer.equals(at) || pointer.startsWith(at + "/")) {
                below.put(pointer.substring(at.length()), line);
            }
        });
        return below;
    }
}
