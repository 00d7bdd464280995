package io.millrace.local.system;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.TreeMap;

/** Stands in for an application: tells its environment, then answers the readiness probe. Needs only the JDK. */
public final class FakeApplicationMain {
    private FakeApplicationMain() {}

    public static void main(String[] arguments) throws IOException {
        new TreeMap<>(System.getenv()).forEach((name, value) -> {
            if (name.startsWith("MILLRACE_") || name.startsWith("SERVER_")) {
                System.out.println(name + "=" + value);
            }
        });
        if (arguments.length == 1 && arguments[0].equals("migrate")) {
            System.out.println("migrated");
            return;
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.ofLiteral(System.getenv("SERVER_ADDRESS")), port), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }
}
