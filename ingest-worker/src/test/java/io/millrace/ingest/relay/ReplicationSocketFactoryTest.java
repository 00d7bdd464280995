package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplicationSocketFactoryTest {

    /** More than the buffer holds. */
    private static final int SIZE = 400_000;

    @Test
    @Timeout(30)
    void everyByteComesOnceAndInOrderHoweverOftenTheStreamIsAskedFor() throws Exception {
        byte[] sent = new byte[SIZE];
        new Random(1).nextBytes(sent);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sender = Thread.ofVirtual().start(() -> send(server, sent));
            try (Socket socket = new ReplicationSocketFactory().createSocket()) {
                socket.connect(server.getLocalSocketAddress());
                ByteArrayOutputStream received = new ByteArrayOutputStream();
                while (received.size() < SIZE) {
                    InputStream stream = socket.getInputStream();
                    received.write(stream.read());
                    received.write(stream.readNBytes(Math.min(stream.available(), 700)));
                }
                assertThat(received.toByteArray()).isEqualTo(sent);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            sender.join();
        }
    }

    private static void send(ServerSocket server, byte[] bytes) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
