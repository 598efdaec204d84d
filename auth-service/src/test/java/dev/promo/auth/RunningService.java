package dev.promo.auth;

import dev.promo.local.testing.TestBackends;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The service as its main method starts it, with a database and a broker that the test can take away. */
public final class RunningService implements AutoCloseable {

    /**
     * Held while an application sets its logging up: logging belongs to the whole JVM, Spring Boot resets it for each
     * application, and two at once break each other. What comes after, instances that start at once do at once.
     */
    private static final ReentrantLock LOGGING = new ReentrantLock();

    private final ConfigurableApplicationContext context;
    private final RestTestClient http;
    private final RestTestClient management;

    /** Starts it, with further settings of the form {@code name=value}, which go before those of all tests. */
    public RunningService(String jdbcUrl, String bootstrapServers, String... settings) {
        var all = new LinkedHashMap<String, String>();
        Stream.concat(
                        Stream.of(
                                "server.port=0",
                                "management.server.port=0",
                                "spring.datasource.url=" + jdbcUrl,
                                "spring.datasource.username=" + TestBackends.databaseUser(),
                                "spring.datasource.password=" + TestBackends.databasePassword(),
                                "spring.kafka.bootstrap-servers=" + bootstrapServers,
                                "promo.auth.bcrypt-cost=4",
                                "promo.auth.master-key-file=target/keys-of-tests/master.key"),
                        Stream.of(settings))
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> all.put(setting[0], setting[1]));
        context = start(all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
        http = client("local.server.port");
        management = client("local.management.port");
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        LOGGING.lock();
        try {
            return new SpringApplicationBuilder(AuthServiceApplication.class)
                    .listeners((ApplicationListener<ApplicationPreparedEvent>) prepared -> LOGGING.unlock())
                    .run(arguments);
        } finally {
            if (LOGGING.isHeldByCurrentThread()) {
                LOGGING.unlock(); // it failed before it was prepared
            }
        }
    }

    private RestTestClient client(String port) {
        return RestTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + context.getEnvironment().getProperty(port))
                .build();
    }

    public EntityExchangeResult<String> signUp(String userName) {
        return post(
                "/api/v1/user/signup", Map.of("fullName", "Ann", "userName", userName, "password", "correct horse"));
    }

    public EntityExchangeResult<String> logIn(String userName) {
        return logIn(userName, "correct horse");
    }

    public EntityExchangeResult<String> logIn(String userName, String password) {
        return post("/api/v1/user/login", Map.of("account", userName, "password", password));
    }

    /** A request without a body. */
    public EntityExchangeResult<String> send(HttpMethod method, String path, String token) {
        return http.method(method)
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token))
                .exchange()
                .returnResult(String.class);
    }

    public EntityExchangeResult<String> post(String path, Map<String, String> body) {
        return http.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .returnResult(String.class);
    }

    /** For requests to the service's own port. */
    public RestTestClient http() {
        return http;
    }

    /** The status of {@code liveness} or {@code readiness}. */
    public int probe(String name) {
        return management
                .get()
                .uri("/actuator/health/" + name)
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    public String metrics() {
        return Objects.requireNonNull(management
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .returnResult(String.class)
                .getResponseBody());
    }

    @Override
    public void close() {
        context.close();
    }
}
