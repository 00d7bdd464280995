package io.millrace.ingest.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that are read in larger pieces than the driver does. A decoded row is 6 kB of hexadecimal digits, the driver's
 * buffer has 8 kB, and it asks the operating system before each message whether there is more: two or three calls a row,
 * where one does for many. Source: pgjdbc {@code VisibleBufferedInputStream}, {@code PGStream#hasMessagePending}.
 *
 * <p>Public for the driver, which makes it by name.
 */
public final class ReplicationSocketFactory extends SocketFactory {

    private static final int BUFFER = 128 * 1024;

    @Override
    public Socket createSocket() {
        return new BufferedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw unconnected();
    }

    private static UnsupportedOperationException unconnected() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }

    /** Its stream is one, however often it is asked for: what is buffered must not be lost. */
    private static final class BufferedSocket extends Socket {

        private @Nullable InputStream buffered;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            InputStream stream = buffered;
            if (stream == null) {
                stream = new EagerStream(super.getInputStream());
                buffered = stream;
            }
            return stream;
        }
    }

    /** Asks the operating system only when it has nothing itself. */
    private static final class EagerStream extends BufferedInputStream {

        EagerStream(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public synchronized int available() throws IOException {
            int here = count - pos;
            return here > 0 ? here : super.available();
        }
    }
}
