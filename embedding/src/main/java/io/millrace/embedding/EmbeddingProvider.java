package io.millrace.embedding;

/** Where an embedding model runs. */
public enum EmbeddingProvider {

    /** In this process, on ONNX Runtime: {@code bge-small-en-v1.5}, quantised, 384 dimensions. */
    ONNX,

    /** Any endpoint that speaks {@code POST <base-url>/embeddings} as OpenAI defines it. */
    OPENAI,

    /** An Ollama server: {@code POST <base-url>/api/embed}. */
    OLLAMA,

    /** In this process, by feature hashing: lexical, not semantic. For tests and benchmarks. */
    HASHING
}
