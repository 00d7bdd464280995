package io.millrace.ingest;

import io.millrace.embedding.ModelProperties;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Binds {@code millrace.embedding.*} to what the embedding module, which knows no Spring, validates and documents. */
@ConfigurationProperties("millrace.embedding")
record EmbeddingSettings(String defaultModel, @DefaultValue Map<String, ModelProperties> models) {}
