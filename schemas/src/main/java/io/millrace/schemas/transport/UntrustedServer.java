package io.millrace.schemas.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Tells a server whose certificate was refused from one that does not answer: waiting helps against the second only. */
public final class UntrustedServer {

    /** The package of the driver that does TLS. */
    private static final String DRIVER_TLS = "org.postgresql.ssl.";

    private UntrustedServer() {}

    /** One sentence for an operator, if the failure is that PostgreSQL's certificate was refused. */
    public static Optional<String> postgres(Throwable failure) {
        return reason(failure)
                .map(reason -> "PostgreSQL showed a certificate that cannot be trusted (" + reason
                        + "), so nothing was sent to it: the host in its URL must be one that the certificate names, and"
                        + " sslrootcert=FILE in the URL must hold the authority that signed it.");
    }

    /** One sentence for an operator, if the failure is that Qdrant's certificate was refused. */
    public static Optional<String> qdrant(Throwable failure) {
        return reason(failure)
                .map(reason -> "Qdrant showed a certificate that cannot be trusted (" + reason
                        + "), so nothing was sent to it: the host in MILLRACE_QDRANT_URL must be one that the certificate"
                        + " names, and the authority that signed it one that Java knows or that "
                        + QdrantTransport.CA_VARIABLE + " holds.");
    }

    /** One sentence for an operator, if the failure is that a broker's certificate was refused. */
    public static Optional<String> kafka(Throwable failure) {
        return reason(failure)
                .map(reason -> "Kafka showed a certificate that cannot be trusted (" + reason
                        + "), so nothing was sent to it: the hosts in MILLRACE_KAFKA_BOOTSTRAP_SERVERS must be ones that the"
                        + " certificates name, and the authority that signed them one that Java knows or that "
                        + KafkaTransport.CA_VARIABLE + " holds.");
    }

    private static Optional<String> reason(Throwable failure) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if (isOfACertificate(t)) {
                String message = String.valueOf(t.getMessage()).strip();
                return Optional.of(
                        message.lines().findFirst().orElse("no reason given").replaceFirst("\\.$", ""));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfACertificate(Throwable t) {
        return switch (t) {
            case CertificateException e -> true;
            case CertPathBuilderException e -> true;
            case CertPathValidatorException e -> true;
            case SSLPeerUnverifiedException e -> true;
            case SQLException e -> isOfTheDriversTls(e);
            default -> false;
        };
    }

    /**
     * A certificate of another name, and an authority that cannot be read, have no type and no SQLSTATE of their own: what tells
     * them is where the driver throws them. A connection that broke in the handshake comes from there too, with its cause.
     * Source: pgjdbc 42.7 {@code MakeSSL}, {@code LibPQFactory}.
     */
    private static boolean isOfTheDriversTls(SQLException failure) {
        StackTraceElement[] thrown = failure.getStackTrace();
        boolean broken = failure.getCause() instanceof IOException cause && !(cause instanceof FileNotFoundException);
        return thrown.length > 0 && thrown[0].getClassName().startsWith(DRIVER_TLS) && !broken;
    }
}
