package io.millrace.schemas.database;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The Qdrant collection as {@link PointLayout} makes it. */
final class QdrantDescription {

    private static final Set<String> VECTORS = Set.of(PointLayout.DENSE, PointLayout.BM25);

    private QdrantDescription() {}

    static String text() throws IllegalAccessException {
        StringBuilder text = new StringBuilder("""
                ## The Qdrant collection

                One physical collection for each generation, `<vector_store_name>__<yyyyMMddHHmmss>`, behind the alias
                `<vector_store_name>`. A point's id is its chunk's id. It is made by this request, here for a collection of 384
                dimensions; `FLOAT16` and `INT8` differ in the dense vector as shown:

                """);
        for (String quantization : new String[] {"NONE", "FLOAT16", "INT8"}) {
            CollectionSpec spec = new CollectionSpec(
                    new Uuid(new byte[16]), "name", "col_x", 1L, "model", 384, "COSINE", quantization, 4);
            text.append("```text\n# ")
                    .append(quantization)
                    .append('\n')
                    .append(PointLayout.createCollection("<generation>", spec))
                    .append("```\n\n");
        }
        text.append("| payload | indexed as |\n|---|---|\n");
        Map<String, String> payload = new TreeMap<>();
        for (Field constant : Arrays.stream(PointLayout.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .sorted(Comparator.comparing(Field::getName))
                .toList()) {
            String name = String.valueOf(constant.get(null));
            if (!VECTORS.contains(name)) {
                PayloadSchemaType index = PointLayout.PAYLOAD_INDEXES.get(name);
                payload.put(name, index == null ? "" : index.name().toLowerCase(Locale.ROOT));
            }
        }
        payload.forEach((name, index) ->
                text.append("| `").append(name).append("` | ").append(index).append(" |\n"));
        return text.toString();
    }
}
