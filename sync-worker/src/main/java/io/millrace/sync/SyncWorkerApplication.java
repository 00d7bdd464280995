package io.millrace.sync;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sync.connection.InvalidSettingsException;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.erasure.ErasureSettings;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The worker as an application: the pipeline, its health and its metrics. */
@SpringBootApplication(proxyBeanMethods = false)
public class SyncWorkerApplication {

    private static final Duration CALL_DEADLINE = Duration.ofSeconds(30);

    static void run(String[] args) {
        try {
            SyncSettings.from(System.getenv()::get);
            ErasureSettings.from(System.getenv()::get);
        } catch (InvalidSettingsException e) {
            PrintStream err = System.err;
            err.println(e.getMessage());
            System.exit(1);
        }
        SpringApplication.run(SyncWorkerApplication.class, args);
    }

    @Bean
    SyncSettings syncSettings(Environment environment) {
        return SyncSettings.from(environment::getProperty);
    }

    @Bean
    ErasureSettings erasureSettings(Environment environment) {
        return ErasureSettings.from(environment::getProperty);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    HikariDataSource dataSource(SyncSettings settings) {
        return PostgresConnections.pool(settings.postgres(), 6);
    }

    @Bean
    QdrantConnection qdrantConnection(SyncSettings settings) {
        return new QdrantConnection(settings.qdrant(), CALL_DEADLINE);
    }

    @Bean
    PipelineLifecycle pipelineLifecycle(
            SyncSettings settings,
            ErasureSettings erasure,
            HikariDataSource database,
            QdrantConnection qdrant,
            MeterRegistry meters,
            Clock clock,
            ConfigurableApplicationContext context) {
        return new PipelineLifecycle(
                database,
                new KafkaClients(settings.kafka()),
                () -> new SyncPipeline(settings, erasure, database, qdrant, meters, clock),
                code -> {
                    int exit = SpringApplication.exit(context, () -> code);
                    System.exit(exit);
                });
    }

    @Bean
    PipelineHealth pipelineHealth(PipelineLifecycle lifecycle) {
        return new PipelineHealth(lifecycle);
    }

    @Bean
    QdrantHealth qdrantHealth(QdrantConnection qdrant) {
        return new QdrantHealth(qdrant);
    }
}
