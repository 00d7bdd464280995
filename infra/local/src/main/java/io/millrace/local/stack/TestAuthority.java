package io.millrace.local.stack;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of certificates that nobody trusts by itself, and a server's certificate from it that names {@value #HOST} and nothing
 * else. For tests of TLS; made by the JDK's own keytool, and good for a day.
 *
 * @param certificate of the authority, in PEM
 * @param serverCertificate in PEM
 * @param serverKey in PEM (PKCS #8)
 */
public record TestAuthority(Path certificate, Path serverCertificate, Path serverKey) {

    /** The only name in a server's certificate. */
    public static final String HOST = "localhost";

    private static final String PASSWORD = "not-a-secret";

    /** @param folder where the files are made; it exists */
    public static TestAuthority create(Path folder) {
        try {
            Path home = Files.createTempDirectory(folder, "authority");
            Path store = home.resolve("keys.p12");
            generate(store, "authority", "-dname", "CN=Authority of a test", "-ext", "bc:c");
            generate(
                    store,
                    "server",
                    "-dname",
                    "CN=Server of a test",
                    "-ext",
                    "san=dns:" + HOST,
                    "-signer",
                    "authority");
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new TestAuthority(
                    pem(
                            home.resolve("authority.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("authority").getEncoded()),
                    pem(
                            home.resolve("server.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("server").getEncoded()),
                    pem(home.resolve("server.key"), "PRIVATE KEY", key(keys).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new LocalProcessException("No certificate could be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Key key(KeyStore keys) throws GeneralSecurityException {
        return keys.getKey("server", PASSWORD.toCharArray());
    }

    private static void generate(Path store, String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1"));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool says " + output.strip());
            }
        } catch (InterruptedException e) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool worked", e);
        }
    }

    private static Path pem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
