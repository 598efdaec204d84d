package dev.promo.defaults.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches a JWK Set (RFC 7517) over HTTP within two seconds, 64 kB and no redirect. */
final class HttpKeyFetch implements PublishedKeys.KeyFetch, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final long TOTAL_SECONDS = 2;
    private static final int LARGEST = 64 * 1024;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final URI uri;

    HttpKeyFetch(URI uri) {
        this.uri = uri;
    }

    @Override
    public JWKSet fetch() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            // the client's own time-out ends with the headers; this one also covers a body that never ends
            var response = answer.get(TOTAL_SECONDS, TimeUnit.SECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (ExecutionException | ParseException e) {
            throw new IOException("no key set from " + uri, e);
        } catch (TimeoutException e) {
            throw new IOException("no key set from " + uri + " in time", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
