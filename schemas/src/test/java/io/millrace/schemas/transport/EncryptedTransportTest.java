package io.millrace.schemas.transport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedTransportTest {

    private static final EncryptedTransport STRICT = EncryptedTransport.exceptFor(null);
    private static final EncryptedTransport COMPOSE = EncryptedTransport.exceptFor("postgres, Kafka,qdrant");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.org/millrace",
                "jdbc:postgresql://db.example.org/millrace?sslmode=require",
                "jdbc:postgresql://db.example.org/millrace?sslmode=verify-ca",
                "jdbc:postgresql://db.example.org/millrace?sslmode=no-such-mode",
                "jdbc:postgresql://localhost,db.example.org/millrace",
                "jdbc:postgresql://localhost.example.org/millrace",
                "jdbc:postgresql://10.0.0.7:5432/millrace"
            })
    void databaseElsewhereIsRefusedUnlessItsCertificateAndNameAreChecked(String url) {
        assertThatThrownBy(() -> STRICT.requireForPostgres("MILLRACE_POSTGRES_URL", url))
                .isInstanceOf(UnsafeTransportException.class)
                .hasMessageStartingWith("MILLRACE_POSTGRES_URL reaches PostgreSQL on '")
                .hasMessageContaining("sslmode=verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.org/millrace?sslmode=verify-full",
                "jdbc:postgresql://localhost:5432/millrace",
                "jdbc:postgresql://127.0.0.1:5432/millrace?sslmode=disable",
                "jdbc:postgresql://[::1]:5432/millrace",
                "jdbc:postgresql:millrace"
            })
    void databaseOnThisMachineOrWithACheckedCertificateIsNot(String url) {
        assertThatCode(() -> STRICT.requireForPostgres("MILLRACE_POSTGRES_URL", url))
                .doesNotThrowAnyException();
    }

    @Test
    void brokerElsewhereIsRefusedWithoutTls() {
        assertThatThrownBy(() -> STRICT.requireForKafka("localhost:9092,kafka.example.org:9092", "SASL_PLAINTEXT"))
                .hasMessageContaining("'kafka.example.org' with SASL_PLAINTEXT");
        assertThatThrownBy(() -> STRICT.requireForKafka("kafka.example.org:9092", null))
                .hasMessageContaining("PLAINTEXT");
        assertThatCode(() -> STRICT.requireForKafka("kafka.example.org:9092", "SASL_SSL"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.requireForKafka("127.0.0.1:9092, localhost:9093", "PLAINTEXT"))
                .doesNotThrowAnyException();
    }

    @Test
    void qdrantElsewhereIsRefusedWithoutTlsOrWithoutAKey() {
        assertThatThrownBy(() -> STRICT.requireForQdrant(URI.create("http://qdrant.example.org:6334"), true))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> STRICT.requireForQdrant(URI.create("https://qdrant.example.org:6334"), false))
                .hasMessageContaining("MILLRACE_QDRANT_API_KEY");
        assertThatThrownBy(() -> COMPOSE.requireForQdrant(URI.create("http://qdrant:6334"), false))
                .hasMessageContaining("MILLRACE_QDRANT_API_KEY");
        assertThatCode(() -> STRICT.requireForQdrant(URI.create("http://127.0.0.1:6334"), false))
                .doesNotThrowAnyException();
    }

    @Test
    void hostsThatAnOperatorNamesMayBeReachedWithout() {
        assertThatCode(() -> {
                    COMPOSE.requireForPostgres("MILLRACE_POSTGRES_URL", "jdbc:postgresql://postgres:5432/millrace");
                    COMPOSE.requireForKafka("kafka:9092", "SASL_PLAINTEXT");
                    COMPOSE.requireForQdrant(URI.create("http://qdrant:6334"), true);
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> COMPOSE.requireForKafka("kafka.example.org:9092", "SASL_PLAINTEXT"))
                .isInstanceOf(UnsafeTransportException.class);
    }
}
