package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.topic.DocumentPartition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityTest {

    /** RFC 9562, appendix A.4: version 5 of "www.example.com" in the DNS namespace. */
    @Test
    void version5IsThatOfTheRfc() {
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(NameBasedUuid.of(dns, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void identitiesNeverChange() {
        CollectionId collection = CollectionId.parse("6f6d3c1a-4a53-4b8e-9d52-0f8c5d8d7a11");
        DocumentId document = DocumentId.of(collection, "a/b.md");
        ChunkId chunk = ChunkId.of(document, ContentHash.ofText("The mill turns."), 0);

        assertThat(collection.vectorStoreName().value()).isEqualTo("col_6f6d3c1a_4a53_4b8e_9d52_0f8c5d8d7a11");
        assertThat(collection.vectorStoreName().collectionId()).isEqualTo(collection);
        assertThat(document).hasToString("04975e02-34e6-58e1-b89e-9fc878913056");
        assertThat(chunk).hasToString("99d7a381-9d80-5f01-972a-3ba87c2c2987");
        assertThat(DocumentPartition.of(document, 12)).isEqualTo(1);
    }

    @Test
    void textIsHashedInOneForm() {
        assertThat(ContentHash.ofText("e\u0301tude\r\n")).isEqualTo(ContentHash.ofText("\u00e9tude"));
        assertThat(ContentHash.ofText("a b")).isNotEqualTo(ContentHash.ofText("ab"));
    }

    @Test
    void sameTextTwiceInADocumentIsTwoChunks() {
        DocumentId document = new DocumentId(UUID.randomUUID());
        ContentHash hash = ContentHash.ofText("twice");
        assertThat(ChunkId.of(document, hash, 0)).isNotEqualTo(ChunkId.of(document, hash, 1));
    }
}
