package io.millrace.schemas.changeevent;

import io.millrace.schemas.avro.ChunkUpserted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Decoders of Avro's single-object encoding ({@code C3 01}, fingerprint, body) that know every version of a schema that
 * was ever written. Source: Avro specification, "Single object encoding".
 */
public final class AvroMessages {

    static {
        // Avro instantiates only classes it was told to trust: ours, beside whatever was trusted before.
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        String ours = ChunkUpserted.class.getPackageName();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                before, type -> type.getPackageName().equals(ours)));
    }

    private AvroMessages() {}

    /** A decoder of the newest class from any recorded version. Thread-safe. */
    public static <T extends SpecificRecordBase> BinaryMessageDecoder<T> decoder(SpecificData model, Schema newest) {
        BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(model, newest);
        for (int version = 1; ; version++) {
            String resource = "/io/millrace/schemas/avro/history/" + newest.getName() + ".v" + version + ".avsc";
            try (InputStream in = AvroMessages.class.getResourceAsStream(resource)) {
                if (in == null) {
                    return decoder;
                }
                decoder.addSchema(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("schema history " + resource + " cannot be read", e);
            }
        }
    }
}
