package io.millrace.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedImageTest {
    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres", "qdrant"})
    void everyImageIsPinnedToOneVersion(String server) {
        assertThat(PinnedImage.of(server).getVersionPart()).matches("v?[0-9]+(\\.[0-9]+)+");
    }
}
