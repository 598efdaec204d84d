package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.promo.local.ProjectHome;
import dev.promo.system.kubernetes.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The compose file and the images it builds fit the services; that the tool accepts the file is checked where the tool is. */
class ComposeFileTests {

    private static final Path ROOT = ProjectHome.find().root();
    private static final List<String> OURS = List.of("auth-service", "promotion-service", "gateway-service");

    /** {@code COPY <sources> <target>} of what comes from the project, not from another stage. */
    private static final Pattern COPY = Pattern.compile("^COPY (?!--from)(.+) \\S+$", Pattern.MULTILINE);

    private final JsonNode compose = yaml("docker-compose.yml");

    @ParameterizedTest
    @ValueSource(strings = {"", "--profile scale", "--env-file deploy/observability/compose.env"})
    void dockerComposeAcceptsTheFile(String options) throws Exception {
        var tool = composeTool();
        assumeTrue(tool.isPresent(), "neither `docker compose` nor docker-compose is installed");

        var command = Stream.of(
                        tool.orElseThrow().stream(),
                        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()),
                        Stream.of("config", "-q"))
                .flatMap(part -> part);
        var checked = run(command.toList());

        assertThat(checked.exitCode()).as(checked.output()).isZero();
    }

    @Test
    void eachImageIsBuiltForTheServicesOwnPorts() {
        for (var name : OURS) {
            var application = yaml(name + "/src/main/resources/application.yml");
            var port = application.at("/server/port").asInt();
            var built = service(name).at("/build/args");

            assertThat(built.at("/SERVICE").asString()).isEqualTo(name);
            assertThat(built.at("/PORT").asInt()).isEqualTo(port);
            assertThat(application.at("/management/server/port").asString()).isEqualTo("1" + port);
        }
    }

    @Test
    void everythingTheDockerfileTakesIsLetThroughToIt() throws IOException {
        var letThrough = Files.readAllLines(ROOT.resolve(".dockerignore"));

        var dockerfile = Files.readString(ROOT.resolve("deploy/docker/service.Dockerfile"));
        var sources = COPY.matcher(dockerfile)
                .results()
                .flatMap(copy -> Arrays.stream(copy.group(1).split(" ")))
                .flatMap(source -> OURS.stream().map(name -> source.replace("${SERVICE}", name)))
                .distinct()
                .toList();

        assertThat(sources).hasSizeGreaterThan(OURS.size());
        assertThat(sources).allSatisfy(source -> assertThat(letThrough).contains("!" + source));
        assertThat(sources)
                .filteredOn(source -> source.startsWith("deploy/"))
                .allSatisfy(source -> assertThat(ROOT.resolve(source)).isRegularFile());
    }

    @Test
    void ourServicesHaveNoPrivilegesAndAFileSystemThatCannotBeWritten() throws IOException {
        for (var name : OURS) {
            for (var instance : List.of(name, name + "-2")) {
                var service = service(instance);
                assertThat(service.at("/read_only").asBoolean()).as(instance).isTrue();
                assertThat(service.at("/cap_drop/0").asString()).as(instance).isEqualTo("ALL");
                assertThat(service.at("/security_opt/0").asString())
                        .as(instance)
                        .isEqualTo("no-new-privileges:true");
                assertThat(service.at("/tmpfs/0").asString()).as(instance).isEqualTo("/tmp");
                assertThat(service.at("/volumes/0").asString(""))
                        .as(instance)
                        .isEqualTo(name.equals("auth-service") ? "auth-keys:/data" : "");
            }
        }
        assertThat(Files.readAllLines(ROOT.resolve("deploy/docker/service.Dockerfile")))
                .contains("USER promo");
    }

    @Test
    void theSecondOfEachServiceIsTheSameUnderTheSameName() {
        for (var name : OURS) {
            var first = service(name);
            var second = service(name + "-2");

            assertThat(second.at("/profiles/0").asString()).isEqualTo("scale");
            assertThat(second.at("/image")).isEqualTo(first.at("/image"));
            assertThat(second.at("/environment")).isEqualTo(first.at("/environment"));
            assertThat(second.at("/networks/default/aliases/0").asString()).isEqualTo(name);
        }
    }

    @Test
    void ourServicesHaveTheTimeToEnd() throws IOException {
        var needed = ServiceSettings.longestStop();

        for (var name : OURS) {
            assertThat(DurationStyle.detectAndParse(
                            service(name).at("/stop_grace_period").asString()))
                    .as(name)
                    .isGreaterThanOrEqualTo(needed);
        }
        assertThat(Files.readString(ROOT.resolve("deploy/README.md")))
                .contains("| together, as `docker-compose.yml` has it | %d |".formatted(needed.toSeconds()));
    }

    @Test
    void everyPortIsOpenToThisMachineAlone() {
        var ports = compose.at("/services")
                .valueStream()
                .flatMap(service -> service.at("/ports").valueStream())
                .map(JsonNode::asString)
                .toList();

        assertThat(ports).isNotEmpty().allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void prometheusReadsEveryServiceWhereItsMetricsAre() {
        var jobs = yaml("deploy/observability/prometheus/prometheus.yml").at("/scrape_configs");

        assertThat(jobs.valueStream().map(job -> job.at("/job_name").asString()))
                .containsExactlyInAnyOrderElementsOf(OURS);
        assertThat(jobs.valueStream()).allSatisfy(job -> {
            var name = job.at("/job_name").asString();
            var port = yaml(name + "/src/main/resources/application.yml").at("/management/server/port");
            assertThat(job.at("/dns_sd_configs/0/names/0").asString()).isEqualTo(name);
            assertThat(job.at("/dns_sd_configs/0/port").asInt()).isEqualTo(port.asInt());
        });
    }

    private JsonNode service(String name) {
        return compose.at("/services").path(name);
    }

    private static JsonNode yaml(String path) {
        try {
            return JsonMapper.shared().valueToTree(new Yaml().load(Files.readString(ROOT.resolve(path))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<List<String>> composeTool() throws InterruptedException {
        for (var tool : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            try {
                if (run(Stream.concat(tool.stream(), Stream.of("version")).toList())
                                .exitCode()
                        == 0) {
                    return Optional.of(tool);
                }
            } catch (IOException _) {
                // not installed
            }
        }
        return Optional.empty();
    }

    private static Run run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private record Run(int exitCode, String output) {}
}
