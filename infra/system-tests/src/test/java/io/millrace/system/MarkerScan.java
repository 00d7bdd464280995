package io.millrace.system;

import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks for texts that begin with one marker: in every row of every table, every record of every topic and every point, as the
 * servers' own interfaces show them, and in the raw bytes of files. Finds are named {@code <where>: <text>}.
 */
final class MarkerScan {

    private final String marker;
    private final Pattern text;

    MarkerScan(String marker) {
        this.marker = marker;
        this.text = Pattern.compile(marker + "[a-z]*");
    }

    Set<String> postgres(Connection connection) throws SQLException {
        Set<String> found = new TreeSet<>();
        List<String> tables = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_toast', 'information_schema')""");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        String hex = HexFormat.of().formatHex(marker.getBytes(StandardCharsets.UTF_8));
        for (String table : tables) {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT t::text FROM " + table + " t WHERE strpos(t::text, ?) > 0 OR strpos(t::text, ?) > 0")) {
                select.setString(1, marker);
                select.setString(2, hex);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        String value = row.getString(1);
                        found.add(table + ": " + (value.contains(marker) ? firstIn(value) : "(in binary)"));
                    }
                }
            }
        }
        return found;
    }

    Set<String> kafka(java.util.Map<String, Object> clientProperties) throws Exception {
        Set<String> found = new TreeSet<>();
        try (Admin admin = Admin.create(clientProperties);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        clientProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .forEach((topic, described) -> described
                            .partitions()
                            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> look(record, found));
            }
        }
        return found;
    }

    private void look(ConsumerRecord<byte[], byte[]> record, Set<String> found) {
        look(record.topic(), record.key(), found);
        look(record.topic(), record.value(), found);
        for (Header header : record.headers()) {
            look(record.topic() + " header " + header.key(), header.value(), found);
        }
    }

    private void look(String where, byte[] bytes, Set<String> found) {
        if (bytes != null) {
            Matcher matcher = text.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                found.add(where + ": " + matcher.group());
            }
        }
    }

    Set<String> qdrant(io.qdrant.client.QdrantClient qdrant) throws Exception {
        Set<String> found = new TreeSet<>();
        for (String collection : qdrant.listCollectionsAsync().get()) {
            PointId offset = null;
            do {
                ScrollPoints.Builder scroll = ScrollPoints.newBuilder()
                        .setCollectionName(collection)
                        .setLimit(500)
                        .setWithPayload(WithPayloadSelectorFactory.enable(true));
                if (offset != null) {
                    scroll.setOffset(offset);
                }
                ScrollResponse page = qdrant.scrollAsync(scroll.build()).get();
                for (RetrievedPoint point : page.getResultList()) {
                    look(collection, point.toByteArray(), found);
                }
                offset = page.hasNextPageOffset() ? page.getNextPageOffset() : null;
            } while (offset != null);
        }
        return found;
    }

    /** Raw bytes of all files below; what vanishes meanwhile is gone. */
    Set<String> files(Path folder) throws IOException {
        Set<String> found = new TreeSet<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    look(folder.relativize(file).toString(), Files.readAllBytes(file), found);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e == null || e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }

    private String firstIn(String value) {
        Matcher matcher = text.matcher(value);
        return matcher.find() ? matcher.group() : "(cut)";
    }
}
