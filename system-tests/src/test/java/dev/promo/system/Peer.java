package dev.promo.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client at an address that nobody had before, so that it meets the limits of one address alone. All of 127.0.0.0/8 is this
 * machine (so on Linux, where the embedded database runs).
 *
 * <p>Sends what it is told and repeats nothing. Safe for concurrent use.
 */
final class Peer implements AutoCloseable {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final HttpClient client;

    private Peer(InetAddress address, SSLContext tls) {
        client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(address)
                .connectTimeout(Duration.ofSeconds(5))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    static Peer fromElsewhere() throws IOException {
        try {
            return fromElsewhere(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param tls says which certificates to trust */
    static Peer fromElsewhere(SSLContext tls) throws IOException {
        var number = ADDRESSES.incrementAndGet();
        var address = new byte[] {127, 44, (byte) (number / 250), (byte) (1 + number % 250)};
        return new Peer(InetAddress.getByAddress(address), tls);
    }

    /** @param headers names and values in turn */
    Http.Answer get(URI door, String path, String... headers) throws IOException, InterruptedException {
        return send(door, "GET", path, null, headers);
    }

    /** @param body becomes JSON */
    Http.Answer post(URI door, String path, Map<String, ?> body, String... headers)
            throws IOException, InterruptedException {
        return send(door, "POST", path, JsonMapper.shared().writeValueAsString(body), headers);
    }

    /** @param json the body as it is; null for none */
    Http.Answer send(URI door, String method, String path, @Nullable String json, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(door.resolve(path)).timeout(Duration.ofSeconds(30));
        if (json == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
        }
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    Http.Answer send(HttpRequest request) throws IOException, InterruptedException {
        return new Http.Answer(client.send(request, BodyHandlers.ofString()));
    }

    /** The token of a login as a header. */
    static String bearer(Http.Answer login) {
        return "Bearer " + login.json().at("/accessToken").stringValue();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
