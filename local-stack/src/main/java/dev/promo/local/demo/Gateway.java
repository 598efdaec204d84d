package dev.promo.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The system as a client sees it: HTTP to the gateway and nothing else. Safe for concurrent use.
 *
 * <p>A refusal that says nothing was done (429, 503) is repeated, as often as it takes within a minute; nothing else is.
 */
public final class Gateway implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI url;
    private final HttpClient http;

    public Gateway(URI url) {
        this.url = url;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** Thrown when nobody answers. */
    public static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(URI url, IOException cause) {
            super("Nobody answers at " + url + " (" + cause + ")", cause);
        }
    }

    /** Thrown when the answer is none that the contract allows here; the message holds it. */
    public static final class UnexpectedAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnexpectedAnswer(HttpRequest request, HttpResponse<String> answer) {
            super(request.method() + " " + request.uri().getPath() + " was answered " + answer.statusCode() + " "
                    + answer.body());
        }
    }

    /** What became of a sign-up. */
    public enum SignUp {
        CREATED,
        KNOWN_ALREADY
    }

    /**
     * A successful login.
     *
     * @param firstLogin whether the system says it was this person's first
     */
    public record Login(String accessToken, boolean firstLogin) {}

    public SignUp signUp(Person person) throws InterruptedException {
        var request = post(
                "/api/v1/user/signup",
                Map.of(
                        "fullName", person.fullName(),
                        "userName", person.userName(),
                        "email", person.email(),
                        "phoneNumber", person.phoneNumber(),
                        "password", person.password(),
                        "birthday", person.birthday().toString()));
        var answer = send(request);
        return switch (answer.statusCode()) {
            case 201 -> SignUp.CREATED;
            case 409 -> SignUp.KNOWN_ALREADY;
            default -> throw new UnexpectedAnswer(request, answer);
        };
    }

    public Login logIn(Person.Identifier identifier, String password) throws InterruptedException {
        return ok(
                post("/api/v1/user/login", Map.of(identifier.field(), identifier.value(), "password", password)),
                Login.class);
    }

    public HomePage homepage(String accessToken) throws InterruptedException {
        return ok(get("/homepage", accessToken), HomePage.class);
    }

    /** Sends anything, and takes whatever comes; the body is JSON unless it is null. */
    public Answer call(String method, String path, String accessToken, @Nullable Object body, String... headers)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "*/*")
                .header("Authorization", "Bearer " + accessToken);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        return new Answer(send(request.build()));
    }

    public Proof proof(long campaign, String accessToken) throws InterruptedException {
        return ok(get("/api/v1/campaigns/" + campaign + "/proof", accessToken), Proof.class);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest post(String path, Map<String, String> body) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }

    private HttpRequest get(String path, String accessToken) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + accessToken)
                .build();
    }

    private <T> T ok(HttpRequest request, Class<T> type) throws InterruptedException {
        var answer = send(request);
        if (answer.statusCode() != 200) {
            throw new UnexpectedAnswer(request, answer);
        }
        try {
            return JSON.readValue(answer.body(), type);
        } catch (JacksonException notWhatWasAgreed) {
            var failure = new UnexpectedAnswer(request, answer);
            failure.initCause(notWhatWasAgreed);
            throw failure;
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> answer;
            try {
                answer = http.send(request, BodyHandlers.ofString());
            } catch (IOException failure) {
                throw new Unreachable(url, failure);
            }
            var refused = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!refused || System.nanoTime() > end) {
                return answer;
            }
            Thread.sleep(pause(answer.headers().firstValue("Retry-After").orElse(null)));
        }
    }

    private static Duration pause(@Nullable String retryAfter) {
        try {
            return Duration.ofSeconds(Math.clamp(retryAfter == null ? 1 : Long.parseLong(retryAfter), 1, 10));
        } catch (NumberFormatException _) {
            return Duration.ofSeconds(1); // a date, which we do not send
        }
    }
}
