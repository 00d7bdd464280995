package io.millrace.local.qdrant;

import io.qdrant.client.QdrantClient;
import org.junit.jupiter.api.Nested;

/**
 * What Millrace and ordinary client code may expect of a Qdrant server, spoken through the official client. One suite runs
 * against {@link EmbeddedQdrant} and, when one is named, against a real server: see the subclasses.
 */
abstract class QdrantContract {

    abstract QdrantClient client();

    @Nested
    class Collections extends CollectionContract {
        @Override
        QdrantClient client() {
            return QdrantContract.this.client();
        }
    }

    @Nested
    class Points extends PointContract {
        @Override
        QdrantClient client() {
            return QdrantContract.this.client();
        }
    }

    @Nested
    class Filters extends FilterContract {
        @Override
        QdrantClient client() {
            return QdrantContract.this.client();
        }
    }

    @Nested
    class Queries extends QueryContract {
        @Override
        QdrantClient client() {
            return QdrantContract.this.client();
        }
    }
}
