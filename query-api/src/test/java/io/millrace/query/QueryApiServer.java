package io.millrace.query;

import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.query.access.ApiKey;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The real application on a port of its own, with a database and topics of its own on a stack that may be shared. */
public final class QueryApiServer implements AutoCloseable {

    public static final String INGEST_PASSWORD = "ingest-for-tests";

    private static final String QUERY_PASSWORD = "query-for-tests";

    private final String database;
    private final Stack stack;
    private final String apiKey = ApiKey.generate();
    private final TopicNames topics =
            new TopicNames("t" + UUID.randomUUID().toString().substring(0, 8));
    private final ConfigurableApplicationContext context;

    private QueryApiServer(Stack stack, Consumer<GenericApplicationContext> replacement, List<String> settings) {
        this.stack = stack;
        PostgresServer postgres = stack.postgres();
        this.database = postgres.createDatabase();
        DatabaseMigrator.migrate(
                new DatabaseAdministrator(postgres.jdbcUrl(database), postgres.adminUser(), postgres.adminPassword()),
                Map.of(DatabaseRole.QUERY, QUERY_PASSWORD, DatabaseRole.INGEST, INGEST_PASSWORD));
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            new TopicProvisioner(admin, Optional.empty())
                    .ensure(List.of(TopicSpec.documents(topics, 1), TopicSpec.deadLetters(topics.documents())));
        }
        Map<String, Object> kafka = stack.kafka().clientProperties();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=" + jdbcUrl(),
                "--spring.datasource.password=" + QUERY_PASSWORD,
                "--millrace.qdrant.url=" + stack.qdrant().url(),
                "--millrace.qdrant.api-key=" + stack.qdrant().apiKey(),
                "--millrace.access.api-key=" + apiKey,
                "--millrace.topics.prefix=" + topics.prefix(),
                "--millrace.kafka.bootstrap-servers=" + kafka.get("bootstrap.servers"),
                "--millrace.kafka.security-protocol=" + kafka.getOrDefault("security.protocol", ""),
                "--millrace.kafka.sasl-mechanism=" + kafka.getOrDefault("sasl.mechanism", ""),
                "--millrace.kafka.sasl-jaas-config=" + kafka.getOrDefault("sasl.jaas.config", ""),
                "--millrace.kafka.ca-file=" + kafka.getOrDefault("ssl.truststore.location", ""),
                "--millrace.kafka.send-timeout=5s"));
        // All tests come from one address; those of the limits themselves have servers of their own
        if (settings.stream().noneMatch(setting -> setting.startsWith("--millrace.rate-limit."))) {
            arguments.addAll(List.of(
                    "--millrace.rate-limit.key.requests-per-minute=0",
                    "--millrace.rate-limit.user.requests-per-minute=0",
                    "--millrace.rate-limit.login-name.requests-per-minute=0",
                    "--millrace.rate-limit.login-address.requests-per-minute=0"));
        }
        arguments.addAll(settings);
        SpringApplication application = new SpringApplication(QueryApiApplication.class);
        application.addInitializers(c -> replacement.accept((GenericApplicationContext) c));
        this.context = application.run(arguments.toArray(String[]::new));
    }

    /** One for all tests of this JVM, which ends it. Names of collections must not meet. */
    public static QueryApiServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        static final QueryApiServer SERVER = start(Stacks.shared());
    }

    public static QueryApiServer start(Stack stack, String... settings) {
        return new QueryApiServer(stack, context -> {}, List.of(settings));
    }

    /** With beans of a test in place of the application's, where they are primary. */
    public static QueryApiServer start(Stack stack, Consumer<GenericApplicationContext> replacement) {
        return new QueryApiServer(stack, replacement, List.of());
    }

    public HttpCalls http() {
        return new HttpCalls(url(), apiKey);
    }

    public String url() {
        WebServer web = Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer());
        return "http://127.0.0.1:" + web.getPort();
    }

    public String apiKey() {
        return apiKey;
    }

    public TopicNames topics() {
        return topics;
    }

    public String jdbcUrl() {
        return stack.postgres().jdbcUrl(database);
    }

    public String queryPassword() {
        return QUERY_PASSWORD;
    }

    public Stack stack() {
        return stack;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Map<String, T> beans(Class<T> type) {
        return context.getBeansOfType(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
