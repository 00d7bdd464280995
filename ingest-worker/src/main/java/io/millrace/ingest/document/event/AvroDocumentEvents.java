package io.millrace.ingest.document.event;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.avro.ProducedChunk;
import io.millrace.schemas.changeevent.AvroMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificDatumReader;

/** Document events in Avro: single-object encoding, or in Confluent's frame. Thread-safe. */
final class AvroDocumentEvents {

    /** Of Confluent's frame: a zero byte and the schema's id. */
    private static final int FRAME = 5;

    static {
        // A length prefix must not make Avro allocate more than a Kafka record can hold.
        limit("org.apache.avro.limits.bytes.maxLength", 33_554_432);
        limit("org.apache.avro.limits.string.maxLength", 33_554_432);
        limit("org.apache.avro.limits.collectionItems.maxLength", 1_000_000);
    }

    private final BinaryMessageDecoder<DocumentEvent> decoder =
            AvroMessages.decoder(new DocumentEvent().getSpecificData(), DocumentEvent.getClassSchema());
    private final SchemaRegistry registry;

    AvroDocumentEvents(SchemaRegistry registry) {
        this.registry = registry;
    }

    static boolean isSingleObject(byte[] value) {
        return value.length >= 10 && value[0] == (byte) 0xC3 && value[1] == 0x01;
    }

    static boolean isConfluentFrame(byte[] value) {
        return value.length >= FRAME && value[0] == 0;
    }

    DocumentEvent decodeSingleObject(byte[] value) {
        try {
            return checked(decoder.decode(value), value);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw undecodable(e);
        }
    }

    DocumentEvent decodeConfluentFrame(byte[] value) {
        Schema writer = registry.schema(ByteBuffer.wrap(value, 1, 4).getInt());
        try {
            SpecificDatumReader<DocumentEvent> reader = new SpecificDatumReader<>(
                    writer, DocumentEvent.getClassSchema(), new DocumentEvent().getSpecificData());
            BinaryDecoder body = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, null);
            return checked(reader.read(new DocumentEvent(), body), value);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw undecodable(e);
        }
    }

    /** Avro replaces what is not UTF-8 by U+FFFD without a word: more of them than were sent give it away. */
    private static DocumentEvent checked(DocumentEvent event, byte[] value) {
        int found = Utf8.replacements(event.getContent())
                + Utf8.replacements(event.getSource())
                + Utf8.replacements(event.getCollection())
                + Utf8.replacements(event.getTitle());
        for (Map.Entry<String, String> entry : event.getMetadata().entrySet()) {
            found += Utf8.replacements(entry.getKey()) + Utf8.replacements(entry.getValue());
        }
        List<ProducedChunk> chunks = event.getChunks();
        if (chunks != null) {
            for (ProducedChunk chunk : chunks) {
                found += Utf8.replacements(chunk.getText()) + Utf8.replacements(chunk.getSectionTitle());
            }
        }
        if (found > 0 && found > Utf8.replacements(value)) {
            throw new RefusedEventException(RefusalCode.INVALID_UTF8, "A text in the event is not valid UTF-8.");
        }
        return event;
    }

    private static RefusedEventException undecodable(Exception cause) {
        return new RefusedEventException(
                RefusalCode.UNDECODABLE, "The value is not the Avro DocumentEvent that it seems to be.", cause);
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }
}
