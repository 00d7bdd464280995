package io.millrace.schemas.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionStateTest {

    private static final List<String> ALL =
            List.of("PENDING", "READY", "PROCESSING", "ERROR", "DEGRADED", "ARCHIVED", "DELETED");

    @Test
    void everyStatusIsAStateThatSaysSo() {
        assertThat(ALL)
                .allSatisfy(status -> assertThat(
                                CollectionState.of(status, "because").status())
                        .isEqualTo(status));
        assertThat(CollectionState.class.getPermittedSubclasses()).hasSameSizeAs(ALL);
        assertThatThrownBy(() -> CollectionState.of("LOST", null)).hasMessageContaining("LOST");
    }

    @Test
    void searchGoesOnDuringARebuildAndInAnArchiveThatTakesNoDocuments() {
        assertThat(ALL.stream().filter(s -> CollectionState.of(s, null).isSearchable()))
                .containsExactly("READY", "PROCESSING", "DEGRADED", "ARCHIVED");
        assertThat(ALL.stream().filter(s -> !CollectionState.of(s, null).takesDocuments()))
                .containsExactly("ARCHIVED", "DELETED");
    }
}
