package io.millrace.query.point;

import io.millrace.schemas.transport.QdrantTransport;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client of Qdrant. It connects when it is first used. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QdrantProperties.class)
class PointConfiguration {

    @Bean(destroyMethod = "close")
    QdrantClient qdrantClient(QdrantProperties properties) {
        // The version check of the client would be a call to a server that may not be up yet.
        QdrantGrpcClient.Builder builder = QdrantGrpcClient.newBuilder(
                // What follows an answer is the waking of whoever waits, which needs no thread of its own.
                QdrantTransport.channel(properties.url(), properties.authorities())
                        .directExecutor()
                        .build(),
                true,
                false);
        String apiKey = properties.apiKey();
        if (apiKey != null && !apiKey.isBlank()) {
            builder.withApiKey(apiKey);
        }
        return new QdrantClient(builder.build());
    }

    @Bean
    PointSearch pointSearch(QdrantClient client) {
        return new QdrantPointSearch(client);
    }
}
