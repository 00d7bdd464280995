package io.millrace.query.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request as bytes, so that it may be one that no client would send.
 *
 * @param target the path and the query, as they go over the line
 */
record RawRequest(String method, String target, Map<String, String> headers, byte[] body) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SHOWN = 600;

    /** An answer whose body has been read to its end. */
    record Answer(int status, String contentType, String body) {}

    /** @throws IOException if nothing that is HTTP comes back */
    Answer send(URI server, String apiKey) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(head(server, apiKey).getBytes(StandardCharsets.UTF_8));
            out.write(body);
            socket.getOutputStream().write(out.toByteArray());
            socket.getOutputStream().flush();
            return parsed(socket.getInputStream().readAllBytes());
        }
    }

    private String head(URI server, String apiKey) {
        return method + " " + target + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nConnection: close\r\nAuthorization: Bearer " + apiKey + "\r\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining())
                + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
    }

    private static Answer parsed(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            throw new IOException("no answer, but '" + text.substring(0, Math.min(text.length(), SHOWN)) + "'");
        }
        Map<String, String> headers = text.substring(0, end)
                .lines()
                .skip(1)
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0].toLowerCase(Locale.ROOT), pair -> pair.length > 1 ? pair[1] : "", (a, b) -> a));
        byte[] content = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            content = joined(content);
        }
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                headers.getOrDefault("content-type", ""),
                new String(content, StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] chunked) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        String text = new String(chunked, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            int size = lineEnd < 0 ? 0 : Integer.parseInt(text.substring(at, lineEnd), 16);
            if (size == 0) {
                return whole.toByteArray();
            }
            whole.write(chunked, lineEnd + 2, size);
            at = lineEnd + 2 + size + 2;
        }
    }

    @Override
    public String toString() {
        String shown = method + " " + target + " " + headers + " " + new String(body, StandardCharsets.UTF_8);
        return shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "… (" + body.length + " bytes)";
    }
}
