package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.FreePorts;
import dev.promo.local.process.Launch;
import dev.promo.local.process.ManagedProcess;
import dev.promo.local.stack.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Every query of every dashboard is one that running services have an answer to. */
class DashboardsIT {

    private static final Path OBSERVABILITY = ProjectHome.find().root().resolve("deploy/observability");

    /** What Prometheus adds, and what the rules do. */
    private static final Set<String> TAGS_OF_PROMETHEUS = Set.of("instance", "job", "le", "slo");

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void everyQueryNamesMetricsAndTagsThatServicesTell() throws Exception {
        somethingHasHappened();
        var recorded = recorded();

        await().atMost(RunningSystem.PATIENCE).untilAsserted(() -> areKnown(Scrape.of(services()), recorded));
    }

    private static void areKnown(Scrape live, Set<String> recorded) throws IOException {
        assertThat(queries()).hasSizeGreaterThan(40).allSatisfy(query -> {
            var promql = new Promql(query);
            var tags = new TreeSet<>(TAGS_OF_PROMETHEUS);
            assertThat(promql.metrics()).as(query).isNotEmpty().allSatisfy(metric -> {
                var family = live.has(metric) ? metric : Scrape.family(metric);
                assertThat(live.has(family) || recorded.contains(metric))
                        .as(metric)
                        .isTrue();
                tags.addAll(live.tags().getOrDefault(family, Set.of()));
            });
            assertThat(tags).as(query).containsAll(promql.tags());
        });
    }

    @Test
    void everyQueryIsAnsweredByAPrometheusThatScrapesThem(@TempDir Path folder) throws Exception {
        assumeTrue(AlertRulesTests.isInstalled("prometheus"), "Prometheus is not installed (Debian: prometheus)");
        somethingHasHappened();
        var prometheus = URI.create("http://127.0.0.1:" + FreePorts.next());
        var process = start(prometheus, folder);
        try {
            for (var query : queries()) {
                await().atMost(RunningSystem.PATIENCE)
                        .ignoreExceptionsInstanceOf(IOException.class) // it is starting
                        .untilAsserted(() -> {
                            var answer = ask(prometheus, query);
                            assertThat(answer.status())
                                    .as("%s%n%s", query, answer)
                                    .isEqualTo(200);
                            assertThat(answer.json().at("/data/result"))
                                    .as(query)
                                    .isNotEmpty();
                        });
            }
        } finally {
            assertThat(process.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    private static Http.Answer ask(URI prometheus, String query) throws IOException, InterruptedException {
        return Http.get(prometheus, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8), "");
    }

    private ManagedProcess start(URI address, Path folder) throws IOException {
        var targets = services().stream()
                .map(service -> "'" + service.managementUrl().getAuthority() + "'")
                .collect(Collectors.joining(", "));
        var rules = OBSERVABILITY.resolve("prometheus/rules/*.yml");
        var configuration = Files.writeString(folder.resolve("prometheus.yml"), """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ['%s']
            scrape_configs:
              - job_name: any
                metrics_path: /actuator/prometheus
                static_configs: [{targets: [%s]}]
            """.formatted(rules, targets));
        return ManagedProcess.start(new Launch(
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + address.getAuthority()),
                Map.of(),
                folder,
                folder.resolve("prometheus.log")));
    }

    /** So that all that is counted by its tags is there, the first look at campaigns and at consumers' partitions included. */
    private void somethingHasHappened() throws InterruptedException {
        system.newCampaign(1);
        system.logInAtOnce(system.newPeople(1));
        await().atMost(RunningSystem.PATIENCE).until(() -> {
            var live = Scrape.of(services());
            return live.has("campaign_proof_holds")
                    && live.has("campaign_quota_left")
                    && live.tags()
                            .getOrDefault("kafka_consumer_fetch_manager_records_lag_max", Set.of())
                            .contains("topic");
        });
    }

    private List<ServiceProcess> services() {
        var stack = system.stack();
        return Stream.of(stack.auths(), stack.promotions(), stack.gateways())
                .<ServiceProcess>flatMap(List::stream)
                .toList();
    }

    /** As Grafana would send them. */
    private static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        try (var dashboards = Files.list(OBSERVABILITY.resolve("grafana/dashboards"))) {
            for (var dashboard : dashboards.toList()) {
                for (var panel : JsonMapper.shared()
                        .readTree(Files.readString(dashboard))
                        .path("panels")) {
                    for (var target : panel.path("targets")) {
                        queries.add(target.path("expr").stringValue().replace("$__rate_interval", "1m"));
                    }
                }
            }
        }
        return queries;
    }

    private static Set<String> recorded() throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.list(OBSERVABILITY.resolve("prometheus/rules"))) {
            for (var file : files.toList()) {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("- record: "))
                        .forEach(line -> names.add(line.substring("- record: ".length())));
            }
        }
        return names;
    }
}
