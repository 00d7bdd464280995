package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresEndpointTest {

    @Test
    void parametersReachEveryConnectionAndCredentialsAreOurs() {
        PostgresEndpoint endpoint = PostgresEndpoint.of(
                "jdbc:postgresql://ep-cool-1.eu.aws.neon.tech/millrace?user=owner&password=x&sslmode=verify-full&sslrootcert=%2Fca.pem",
                "millrace_relay", "secret");
        assertThat(endpoint)
                .isEqualTo(new PostgresEndpoint(
                        "ep-cool-1.eu.aws.neon.tech",
                        5432,
                        "millrace",
                        "millrace_relay",
                        "secret",
                        Map.of("sslmode", "verify-full", "sslrootcert", "/ca.pem")));
        assertThat(CaptureConfiguration.of(RelayProperties.of(Map.of()), endpoint))
                .containsEntry("database.hostname", "ep-cool-1.eu.aws.neon.tech")
                .containsEntry("driver.sslmode", "verify-full")
                .containsEntry("driver.sslrootcert", "/ca.pem");
    }

    @Test
    void portAndAddressOfAnyFamilyAreRead() {
        PostgresEndpoint endpoint = PostgresEndpoint.of("jdbc:postgresql://[::1]:5433/db", "u", "p");
        assertThat(endpoint.host()).isEqualTo("::1");
        assertThat(endpoint.port()).isEqualTo(5433);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgres://u:secret@h/db",
                "jdbc:postgresql://a,b/db?password=secret",
                "jdbc:postgresql://h",
                "jdbc:postgresql:db"
            })
    void otherUrlsAreRefusedWithoutBeingRepeated(String url) {
        assertThatThrownBy(() -> PostgresEndpoint.of(url, "u", "p"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MILLRACE_POSTGRES_DIRECT_URL")
                .hasMessageNotContaining("secret");
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(PostgresEndpoint.of("jdbc:postgresql://h/db", "u", "hidden").toString())
                .doesNotContain("hidden");
    }
}
