package io.millrace.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.EmbeddingProperties;
import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.Environment;

/** The HTTP server. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
public class QueryApiApplication {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    EmbedderRegistry embedderRegistry(Environment environment, MeterRegistry meters) {
        EmbeddingProperties properties = Binder.get(environment)
                .bind("millrace.embedding", EmbeddingProperties.class)
                .orElseGet(EmbeddingProperties::defaults);
        return EmbedderRegistry.of(properties, meters);
    }
}
