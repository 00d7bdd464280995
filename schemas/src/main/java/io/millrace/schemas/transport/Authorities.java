package io.millrace.schemas.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/** Certificates of an operator's own authorities, in a file that a variable names. */
final class Authorities {

    private Authorities() {}

    /**
     * @param file in PEM, of one certificate or more
     * @param variable which names it, for the sentence
     * @param server whose certificate they sign, for the sentence
     * @throws UnsafeTransportException with one sentence, if the file holds none or cannot be read
     */
    static List<Certificate> read(String file, String variable, String server) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            List<Certificate> authorities =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            if (!authorities.isEmpty()) {
                return authorities;
            }
        } catch (IOException | CertificateException | InvalidPathException e) {
            throw unreadable(file, variable, server);
        }
        throw unreadable(file, variable, server);
    }

    private static UnsafeTransportException unreadable(String file, String variable, String server) {
        return new UnsafeTransportException("No certificate can be read from the file that " + variable + " names, "
                + file + ": it must hold those of the authorities that sign " + server + "'s, in PEM.");
    }
}
