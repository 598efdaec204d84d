package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The rules for Prometheus look at metrics that are there, and every alert leads to a runbook about it. */
class AlertRulesTests {

    private static final Path ROOT = ProjectHome.find().root();
    private static final Path PROMETHEUS = ROOT.resolve("deploy/observability/prometheus");

    private final List<Rule> rules = new ArrayList<>();

    AlertRulesTests() throws IOException {
        for (var file : files("rules", ".yml")) {
            Map<String, List<Map<String, Object>>> content =
                    new Yaml().load(Files.readString(PROMETHEUS.resolve(file)));
            for (var group : content.getOrDefault("groups", List.of())) {
                for (var rule : (List<?>) group.getOrDefault("rules", List.of())) {
                    rules.add(Rule.of((Map<?, ?>) rule));
                }
            }
        }
    }

    @Test
    void everyAlertHasASeverityAndARunbookThatNamesIt() {
        assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotations()).as(alert.name()).containsKeys("summary", "runbook_url");
            assertThat(ROOT.resolve(alert.annotations().getOrDefault("runbook_url", "")))
                    .content()
                    .contains("`" + alert.name() + "`")
                    .contains("**What it means.**", "**First look.**", "**What to do.**", "**What not to do.**");
        });
    }

    @Test
    void noRunbookIsOfAnAlertThatIsGone() throws IOException {
        var names = alerts().stream().map(Rule::name).collect(Collectors.toSet());
        try (var runbooks = Files.list(ROOT.resolve("docs/runbooks"))) {
            assertThat(runbooks).isNotEmpty().allSatisfy(runbook -> {
                var second = Files.readAllLines(runbook).get(1);
                assertThat(names)
                        .as("%s", runbook)
                        .containsAll(List.of(second.replace("`", "").split(", ", -1)));
            });
        }
    }

    @Test
    void everyExpressionIsOfMetricsThatArePartOfThePageOrRecordedHere() throws IOException {
        var known = new HashSet<>(MetricsDoc.read().keySet());
        rules.stream().filter(rule -> !rule.isAlert()).map(Rule::name).forEach(known::add);

        for (var rule : rules) {
            assertThat(new Promql(rule.expression()).metrics())
                    .as(rule.expression())
                    .allSatisfy(metric -> assertThat(known.contains(metric) || known.contains(Scrape.family(metric)))
                            .as(metric)
                            .isTrue());
        }
    }

    @Test
    void everyAlertIsPlayedByATest() throws IOException {
        var tests = new StringBuilder();
        for (var file : files("tests", ".test.yml")) {
            tests.append(Files.readString(PROMETHEUS.resolve(file)));
        }
        assertThat(alerts()).allSatisfy(alert -> assertThat(tests).contains("alertname: " + alert.name() + "\n"));
    }

    @Test
    void promtoolAcceptsTheRulesAndTheirTestsPass() throws Exception {
        assumeTrue(isInstalled("promtool"), "promtool is not installed (Debian: prometheus)");

        assertThat(run("promtool", Stream.of("check", "rules"), files("rules", ".yml")))
                .contains("SUCCESS");
        assertThat(run("promtool", Stream.of("test", "rules"), files("tests", ".test.yml")))
                .contains("SUCCESS");
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<Rule> alerts() {
        return rules.stream().filter(Rule::isAlert).toList();
    }

    private static List<String> files(String folder, String end) throws IOException {
        try (var files = Files.list(PROMETHEUS.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(end))
                    .map(file -> PROMETHEUS.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String run(String program, Stream<String> what, List<String> files)
            throws IOException, InterruptedException {
        var command = Stream.of(Stream.of(program), what, files.stream())
                .flatMap(part -> part)
                .toList();
        var process = new ProcessBuilder(command)
                .directory(PROMETHEUS.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", command, output).isZero();
        return output;
    }

    private record Rule(
            String name,
            boolean isAlert,
            String expression,
            Map<String, String> labels,
            Map<String, String> annotations) {

        static Rule of(Map<?, ?> rule) {
            var alert = rule.get("alert");
            return new Rule(
                    String.valueOf(alert == null ? rule.get("record") : alert),
                    alert != null,
                    String.valueOf(rule.get("expr")),
                    texts(rule.get("labels")),
                    texts(rule.get("annotations")));
        }

        private static Map<String, String> texts(@Nullable Object map) {
            return map == null
                    ? Map.of()
                    : ((Map<?, ?>) map)
                            .entrySet().stream()
                                    .collect(Collectors.toMap(
                                            entry -> String.valueOf(entry.getKey()),
                                            entry -> String.valueOf(entry.getValue())));
        }
    }
}
