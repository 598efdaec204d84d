package dev.promo.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/** Requests to one service, past the gateway and its limits. Safe for concurrent use. */
final class Requests implements AutoCloseable {

    private final URI service;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    Requests(URI service) {
        this.service = service;
    }

    /** The status that the answer has; whatever it says is read to its end. */
    int post(String path, String token, String json) throws IOException, InterruptedException {
        return http.send(
                        request(path, token)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    /** What is answered, which has to be 200. */
    String get(String path, String token) throws IOException, InterruptedException {
        var answer = http.send(request(path, token).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(service.resolve(path)).header("Authorization", "Bearer " + token);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
