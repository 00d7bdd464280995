package io.millrace.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback address. */
public final class LoopbackPorts {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int CONNECT_TIMEOUT_MS = 2000;
    private static final int TRIES = 200;
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private LoopbackPorts() {}

    /**
     * A random port that was free a moment ago. It lies below the ranges from which operating systems take the ports of
     * outgoing connections, so that nobody takes it while its server is down for a moment.
     */
    public static int any() {
        return from(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - TRIES));
    }

    /** {@code preferred}, or the next free port above it. */
    public static int from(int preferred) {
        for (int port = preferred; port < preferred + TRIES; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new LocalProcessException("No free TCP port between " + preferred + " and " + (preferred + TRIES) + ".");
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers bind: a port in TIME_WAIT is free
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether somebody accepts connections on the port now. */
    public static boolean isServed(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
