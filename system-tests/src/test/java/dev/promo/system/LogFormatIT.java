package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.FreePorts;
import dev.promo.local.process.Launch;
import dev.promo.local.process.ManagedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** In containers a log is a JSON object a line; the environment is that of the image. */
class LogFormatIT {

    private static final Path ROOT = ProjectHome.find().root();
    private static final Pattern VARIABLE = Pattern.compile("^ENV (\\w+)=(\\S+)$", Pattern.MULTILINE);

    /** What may stand in a line: nothing that a client sends, but for what it is not told of. */
    private static final Set<String> FIELDS = Set.of(
            "@timestamp",
            "ecs",
            "log",
            "process",
            "service",
            "message",
            "tags",
            "error",
            "correlationId",
            "traceId",
            "spanId");

    @TempDir
    private Path folder;

    @Test
    void everyLineIsAnObjectAndThoseOfARequestNameItsTrace() throws Exception {
        var url = URI.create("http://127.0.0.1:" + FreePorts.next());
        var management = URI.create("http://127.0.0.1:" + FreePorts.next());
        var process = start(url, management);
        try {
            await().atMost(RunningSystem.PATIENCE)
                    .until(() -> Http.status(management, "/actuator/health/readiness") == 200);
            var body = "{\"account\":\"zephyrine\",\"password\":\"Yellow#feathers-77\"}";
            assertThat(Http.post(url, "/api/v1/user/login", "application/json", body)
                            .status())
                    .isEqualTo(503);
        } finally {
            assertThat(process.stop(Duration.ofSeconds(30))).isTrue();
        }

        var lines = lines();
        assertThat(lines).hasSizeGreaterThan(3).allSatisfy(line -> {
            assertThat(FIELDS).containsAll(line.propertyNames());
            assertThat(line.at("/service/name").stringValue()).isEqualTo("gateway-service");
            assertThat(line.at("/ecs/version").isString()).isTrue();
            assertThat(line.toString()).doesNotContain("zephyrine", "feathers");
        });
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.path("message").stringValue()).contains("gave no answer");
            assertThat(line.path("traceId").stringValue("")).matches("[0-9a-f]{32}");
            assertThat(line.path("spanId").stringValue("")).matches("[0-9a-f]{16}");
            assertThat(line.path("correlationId").stringValue("")).isNotEmpty();
        });
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(folder.resolve("log")).stream()
                .filter(line -> !line.isBlank())
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /** A gateway with nothing behind it. */
    private ManagedProcess start(URI url, URI management) throws IOException {
        var environment = new HashMap<>(environment());
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(url.getPort()));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management.getPort()));
        environment.put("PROMO_GATEWAY_AUTH_URL", "http://127.0.0.1:" + FreePorts.next());
        environment.put("PROMO_GATEWAY_REVOCATION_PATIENCE", "0s");
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + FreePorts.next());
        return ManagedProcess.start(new Launch(
                List.of(
                        ProjectHome.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        ProjectHome.find().serviceJar("gateway-service").toString()),
                environment,
                folder,
                folder.resolve("log")));
    }

    /** What the image of each service says with {@code ENV}. */
    private static Map<String, String> environment() throws IOException {
        return VARIABLE.matcher(Files.readString(ROOT.resolve("deploy/docker/service.Dockerfile")))
                .results()
                .collect(Collectors.toMap(variable -> variable.group(1), variable -> variable.group(2)));
    }
}
