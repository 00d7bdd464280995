package io.millrace.schemas.transport;

import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom clients of Kafka trust. That the name in a broker's certificate is that of its host, they check by themselves. */
public final class KafkaTransport {

    /** Names the file of the authorities that sign the brokers' certificates, in PEM; without it they are those that Java knows. */
    public static final String CA_VARIABLE = "MILLRACE_KAFKA_CA_FILE";

    private KafkaTransport() {}

    /**
     * What a client needs so that it trusts these authorities, and no others.
     *
     * @param authorities the value of {@link #CA_VARIABLE}
     * @param securityProtocol as Kafka's clients have it; null for their default, PLAINTEXT
     * @return properties of Kafka's clients, none without authorities
     * @throws UnsafeTransportException with one sentence, if the authorities cannot be read, or are given for a protocol without TLS
     */
    public static Map<String, String> trusting(Optional<String> authorities, @Nullable String securityProtocol) {
        if (authorities.isEmpty()) {
            return Map.of();
        }
        if (!EncryptedTransport.isTls(securityProtocol)) {
            throw new UnsafeTransportException(CA_VARIABLE
                    + " names an authority, but Kafka is reached without TLS: set MILLRACE_KAFKA_SECURITY_PROTOCOL to SASL_SSL,"
                    + " or leave " + CA_VARIABLE + " out.");
        }
        return Map.of(
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                Authorities.read(authorities.get(), CA_VARIABLE, "Kafka").stream()
                        .map(KafkaTransport::pem)
                        .collect(Collectors.joining()));
    }

    private static String pem(Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }
}
