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
        return new QdrantClient(QdrantGrpcClient.newBuilder(
                        QdrantTransport.channel(properties.url(), properties.key(), properties.authorities())
                                .build(),
                        true,
                        false)
                .build());
    }

    @Bean
    PointSearch pointSearch(QdrantClient client) {
        return new QdrantPointSearch(client);
    }
}
