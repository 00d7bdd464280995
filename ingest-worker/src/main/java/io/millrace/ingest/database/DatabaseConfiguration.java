package io.millrace.ingest.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.millrace.schemas.database.DatabaseRole;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool, and jOOQ over it. Neither needs the database to be there. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(PostgresProperties properties) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("millrace-ingest");
        config.setJdbcUrl(properties.url());
        config.setUsername(DatabaseRole.INGEST.roleName());
        config.setPassword(properties.ingestPassword());
        config.setMaximumPoolSize(Objects.requireNonNull(properties.poolSize()));
        config.setMinimumIdle(1);
        config.setConnectionTimeout(
                Objects.requireNonNull(properties.connectionTimeout()).toMillis());
        // A database that is away at the start is waited for, like one that goes away later.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "millrace-ingest");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        // A server that vanished without a word must not hold a batch for ever.
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(Duration.ofMinutes(2).toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    @Bean
    DSLContext database(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES);
    }

    @Bean
    DatabaseRequirements databaseRequirements(DSLContext database) {
        return new DatabaseRequirements(database);
    }
}
