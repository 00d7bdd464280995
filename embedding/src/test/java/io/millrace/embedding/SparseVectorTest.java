package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparseVectorTest {

    @Test
    void vectorsAreEqualByContent() {
        SparseVector vector = new SparseVector(new int[] {1, 5}, new float[] {1, 2});

        assertThat(vector).isEqualTo(new SparseVector(new int[] {1, 5}, new float[] {1, 2}));
        assertThat(vector).hasSameHashCodeAs(new SparseVector(new int[] {1, 5}, new float[] {1, 2}));
        assertThat(vector).isNotEqualTo(new SparseVector(new int[] {1, 5}, new float[] {1, 3}));
        assertThat(vector).isNotEqualTo(new SparseVector(new int[] {1, 6}, new float[] {1, 2}));
    }

    @Test
    void nobodyCanChangeOne() {
        int[] indices = {1, 5};
        float[] values = {1, 2};
        SparseVector vector = new SparseVector(indices, values);
        indices[0] = 4;
        values[0] = 4;
        vector.indices()[1] = 9;
        vector.values()[1] = 9;

        assertThat(vector.indices()).containsExactly(1, 5);
        assertThat(vector.values()).containsExactly(1, 2);
    }

    @Test
    void indicesIncreaseAsUnsignedNumbers() {
        assertThat(new SparseVector(new int[] {7, Integer.MIN_VALUE}, new float[] {1, 1}).size())
                .isEqualTo(2);
        assertThatThrownBy(() -> new SparseVector(new int[] {-1, 7}, new float[] {1, 1}))
                .hasMessageContaining("increase strictly");
        assertThatThrownBy(() -> new SparseVector(new int[] {7, 7}, new float[] {1, 1}))
                .hasMessageContaining("increase strictly");
    }

    @Test
    void valuesAreFiniteAndAsManyAsIndices() {
        assertThatThrownBy(() -> new SparseVector(new int[] {7}, new float[] {Float.NaN}))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> new SparseVector(new int[] {7}, new float[] {1, 2}))
                .hasMessageContaining("2 and 1");
    }
}
