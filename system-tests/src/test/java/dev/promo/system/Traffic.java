package dev.promo.system;

import dev.promo.local.demo.Person;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * New people without end: a few at a time sign up, log in twice and look at what they have, and one listens to what happens to their
 * vouchers. Each visitor has an HTTP client with kept connections, as an app has, and tries nothing a second time; whatever is not
 * the answer it should be is a failure. (The JDK's client itself repeats a GET whose kept connection turns out to be closed, never a
 * POST.)
 */
final class Traffic implements AutoCloseable {

    private static final int VISITORS = 2;
    private static final long BETWEEN_VISITS_MILLIS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI url;
    private final AtomicInteger people = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger streamsEnded = new AtomicInteger();
    private final Queue<Person> welcomed = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService visitors = Executors.newScheduledThreadPool(VISITORS);
    private final HttpClient listener = client();
    private final Thread listening;
    private volatile boolean leaving;

    /** Begins at once. */
    Traffic(URI url) {
        this.url = url;
        for (var i = 0; i < VISITORS; i++) {
            var client = client();
            var _ = visitors.scheduleWithFixedDelay(
                    () -> visit(client), 0, BETWEEN_VISITS_MILLIS, TimeUnit.MILLISECONDS);
        }
        listening = Thread.ofVirtual().start(this::listen);
    }

    /** Tells whether so many more requests than now were answered as they should be. */
    Callable<Boolean> hasAnswered(int more) {
        var enough = answers.get() + more;
        return () -> answers.get() >= enough;
    }

    /** How often the stream of events came to its proper end, and was opened again. */
    int streamsEnded() {
        return streamsEnded.get();
    }

    /** What went wrong, a line each. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Who was told of a first login. */
    List<Person> welcomed() {
        return List.copyOf(welcomed);
    }

    /** Lets the visits that are under way come to their end. */
    void stop() throws InterruptedException {
        leaving = true;
        visitors.shutdown();
        if (!visitors.awaitTermination(2, TimeUnit.MINUTES)) {
            failures.add("a visit did not end");
        }
        listener.shutdownNow();
        listening.join();
    }

    @Override
    public void close() {
        leaving = true;
        visitors.shutdownNow();
        listener.shutdownNow();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    private void visit(HttpClient client) {
        try {
            var token = arrive(client);
            ask(client, 200, get("/homepage", token));
            ask(client, 200, get("/api/v1/vouchers", token));
        } catch (Failure failure) {
            failures.add(failure.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The token of somebody new. */
    private String arrive(HttpClient client) throws InterruptedException, Failure {
        var person = Person.numbered("rolling", people.incrementAndGet(), "+849140");
        ask(
                client,
                201,
                post(
                        "/api/v1/user/signup",
                        Map.of(
                                "fullName", person.fullName(),
                                "userName", person.userName(),
                                "phoneNumber", person.phoneNumber(),
                                "password", person.password())));
        var login = post("/api/v1/user/login", Map.of("account", person.userName(), "password", person.password()));
        if (!ask(client, 200, login).path("firstLogin").asBoolean()) {
            throw new Failure(login, "is not the first");
        }
        welcomed.add(person);
        var again = ask(client, 200, login);
        if (again.path("firstLogin").asBoolean()) {
            throw new Failure(login, "is the first again");
        }
        return again.path("accessToken").asString();
    }

    private void listen() {
        try {
            var token = arrive(listener);
            while (!leaving) {
                var events = get("/api/v1/vouchers/events", token);
                try {
                    var answer = listener.send(events, BodyHandlers.ofLines());
                    if (answer.statusCode() != 200) {
                        throw new Failure(events, "was answered " + answer.statusCode());
                    }
                    answer.body().forEach(_ -> {});
                    streamsEnded.incrementAndGet();
                } catch (IOException | RuntimeException broken) {
                    throw new Failure(events, broken.toString());
                }
            }
        } catch (Failure failure) {
            if (!leaving) {
                failures.add(failure.getMessage());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode ask(HttpClient client, int status, HttpRequest request) throws InterruptedException, Failure {
        HttpResponse<String> answer;
        try {
            answer = client.send(request, BodyHandlers.ofString());
        } catch (IOException noAnswer) {
            throw new Failure(request, noAnswer.toString());
        }
        if (answer.statusCode() != status) {
            throw new Failure(request, "was answered " + answer.statusCode() + " " + answer.body());
        }
        answers.incrementAndGet();
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpRequest get(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token).build();
    }

    private HttpRequest post(String path, Map<String, String> body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
    }

    /** A request that was not answered as it should be. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(HttpRequest request, String trouble) {
            super(request.method() + " " + request.uri().getPath() + " " + trouble);
        }
    }
}
