package io.millrace.ingest.document.event;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.avro.ProducedChunk;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Document events in JSON: the fields of the Avro record by the same names, times as in RFC 3339, {@code content_bytes} in
 * base 64, vectors as arrays of numbers. Unknown fields are ignored, wrong types are not. Thread-safe.
 */
final class JsonDocumentEvents {

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static boolean looksLikeJson(byte[] value) {
        for (byte b : value) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }

    /** @param defaultId for an event that gives none */
    DocumentEvent decode(byte[] value, String defaultId) {
        JsonNode event = parse(Utf8.decode(value, "JSON value"));
        String id = text(event, "event_id");
        String type = text(event, "type");
        String time = text(event, "occurred_at");
        String base64 = text(event, "content_bytes");
        return DocumentEvent.newBuilder()
                .setEventId(id == null ? defaultId : id)
                .setType(type == null ? DocumentEventDecoder.UPSERTED : type)
                .setCollection(required(event, "collection"))
                .setSource(required(event, "source"))
                .setTitle(text(event, "title"))
                .setMimeType(text(event, "mime_type"))
                .setContent(text(event, "content"))
                .setContentBytes(base64 == null ? null : ByteBuffer.wrap(base64(base64)))
                .setDataRef(text(event, "data_ref"))
                .setMetadata(metadata(event.path("metadata")))
                .setSequence(wholeNumber(event.path("sequence"), "sequence"))
                .setOccurredAt(time == null ? null : RecordHeaders.time(time))
                .setFileName(text(event, "file_name"))
                .setFilePath(text(event, "file_path"))
                .setFileSize(wholeNumber(event.path("file_size"), "file_size"))
                .setActor(text(event, "actor"))
                .setChunks(chunks(event.path("chunks")))
                .build();
    }

    private JsonNode parse(String text) {
        try {
            JsonNode node = mapper.readTree(text);
            if (!node.isObject()) {
                throw new RefusedEventException(RefusalCode.UNDECODABLE, "The value must be a JSON object.");
            }
            return node;
        } catch (JacksonException e) {
            throw new RefusedEventException(
                    RefusalCode.UNDECODABLE, "The value is not valid JSON: " + e.getOriginalMessage() + ".", e);
        }
    }

    private static String required(JsonNode node, String field) {
        String text = text(node, field);
        if (text == null) {
            throw invalid("The field " + field + " is missing.");
        }
        return text;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw invalid("The field " + field + " must be text.");
        }
        return value.stringValue();
    }

    private static @Nullable Long wholeNumber(JsonNode value, String field) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid("The field " + field + " must be a whole number of 64 bits.");
        }
        return value.longValue();
    }

    private static Map<String, String> metadata(JsonNode value) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (value.isMissingNode() || value.isNull()) {
            return metadata;
        }
        if (!value.isObject()) {
            throw invalid("The field metadata must be an object.");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (entry.getValue().isContainer() || entry.getValue().isNull()) {
                throw invalid("The values of metadata must be text, numbers or booleans.");
            }
            metadata.put(entry.getKey(), entry.getValue().asString());
        }
        return metadata;
    }

    private static @Nullable List<ProducedChunk> chunks(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isArray()) {
            throw invalid("The field chunks must be an array.");
        }
        List<ProducedChunk> chunks = new ArrayList<>(value.size());
        for (JsonNode chunk : value) {
            if (!chunk.isObject()) {
                throw invalid("The field chunks must hold objects.");
            }
            chunks.add(new ProducedChunk(
                    required(chunk, "text"),
                    text(chunk, "section_title"),
                    text(chunk, "page_reference"),
                    vector(chunk.path("vector"))));
        }
        return chunks;
    }

    private static @Nullable ByteBuffer vector(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isArray()) {
            throw new RefusedEventException(RefusalCode.INVALID_VECTOR, "A vector must be an array of numbers.");
        }
        float[] vector = new float[value.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode component = value.get(i);
            if (component == null || !component.isNumber()) {
                throw new RefusedEventException(
                        RefusalCode.INVALID_VECTOR,
                        "A vector must be an array of numbers, but one of its values is none.");
            }
            vector[i] = (float) component.doubleValue();
        }
        return ByteBuffer.wrap(VectorBytes.encode(vector));
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_FIELD, "The field content_bytes must be in base 64.", e);
        }
    }

    private static RefusedEventException invalid(String message) {
        return new RefusedEventException(RefusalCode.INVALID_FIELD, message);
    }
}
