package io.millrace.sync.changeevent;

import io.millrace.schemas.id.DocumentId;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Writes to the documents table how far Qdrant has come. Thread-safe. */
public final class DocumentMarks {

    /**
     * All events up to this version of the document have been dealt with.
     *
     * @param complete whether every one of them is in Qdrant; false if one went to the dead letters
     */
    public record Mark(DocumentId document, long version, boolean complete) {}

    /**
     * Only upwards; a document is INDEXED only at its newest version, and a deleted one stays DELETED. Rows are locked first, in the
     * order in which ingestion and erasure lock them: no two of the three can wait for each other.
     */
    private static final String SQL = """
            WITH m AS (SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::text[]) AS m(id, version, status)),
            due AS (SELECT d.id FROM documents d JOIN m ON m.id = d.id WHERE d.indexed_version < m.version
                    ORDER BY d.id FOR NO KEY UPDATE OF d)
            UPDATE documents d
            SET indexed_version = m.version,
                indexed_at = now(),
                status = CASE WHEN d.status = 'COMMITTED' AND d.version = m.version THEN m.status ELSE d.status END
            FROM due JOIN m ON m.id = due.id
            WHERE d.id = due.id AND d.indexed_version < m.version""";

    private final DataSource database;

    public DocumentMarks(DataSource database) {
        this.database = database;
    }

    /**
     * Returns once the marks are committed. Repeating it is harmless.
     *
     * @throws DependencyException if the database did not take them
     */
    public void mark(List<Mark> marks) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(SQL)) {
            Object[] ids = marks.stream().map(m -> m.document().value()).toArray();
            Object[] versions = marks.stream().map(Mark::version).toArray();
            Object[] statuses =
                    marks.stream().map(m -> m.complete() ? "INDEXED" : "FAILED").toArray();
            update.setArray(1, connection.createArrayOf("uuid", ids));
            update.setArray(2, connection.createArrayOf("bigint", versions));
            update.setArray(3, connection.createArrayOf("text", statuses));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new DependencyException("postgres-unavailable", "documents were not marked: " + e.getMessage(), e);
        }
    }
}
