package io.millrace.embedding;

/**
 * The configured name of an embedding model, such as {@code bge-small-en-v1.5}.
 *
 * <p>It identifies what a vector means: vectors are cached and compared by it. Whoever changes what stands behind a name
 * (another remote model, prefix or dimension) must give it a new name.
 *
 * @param value not blank, at most 128 characters
 */
public record ModelName(String value) {

    private static final int MAX_LENGTH = 128;

    public ModelName {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "An embedding model name must have 1 to %d characters, but is '%s'".formatted(MAX_LENGTH, value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
