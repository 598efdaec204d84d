package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Prometheus operator is told, where there is one. */
class PrometheusOperatorTests {

    private static final Manifests PRODUCTION = Manifests.of("overlays/prod");

    @Test
    void everyPodOfEveryServiceIsScrapedWhereItsMetricsAre() {
        var monitors = Manifests.of("overlays/prod/prometheus-operator").all(PrometheusOperator.PodMonitor.class);

        assertThat(monitors).singleElement().satisfies(monitor -> {
            assertThat(monitor.metadata().getNamespace()).isEqualTo("promotion-system");
            var selected = PRODUCTION.pods().stream()
                    .filter(pods -> pods.labels()
                            .entrySet()
                            .containsAll(
                                    monitor.spec().selector().getMatchLabels().entrySet()))
                    .toList();
            assertThat(selected)
                    .extracting(Manifests.Pods::name)
                    .containsExactlyInAnyOrder("auth-service", "promotion-service", "gateway-service");
            var endpoint = monitor.spec().podMetricsEndpoints().getFirst();
            assertThat(selected).allSatisfy(pods -> {
                var annotations = pods.template().getMetadata().getAnnotations();
                assertThat(annotations).containsEntry("prometheus.io/path", endpoint.path());
                assertThat(pods.template().getSpec().getContainers().getFirst().getPorts())
                        .filteredOn(port -> port.getName().equals(endpoint.port()))
                        .extracting(ContainerPort::getContainerPort)
                        .extracting(String::valueOf)
                        .containsExactly(annotations.get("prometheus.io/port"));
            });
        });
    }

    @Test
    void theRulesAreThoseOfObservabilityWordForWord() throws Exception {
        var resources = Kustomization.documents(printed());

        assertThat(resources)
                .allMatch(resource -> resource.get("kind").asText().equals("PrometheusRule"))
                .allMatch(
                        resource -> resource.at("/metadata/namespace").asText().equals("promotion-system"));
        assertThat(resources.stream().map(resource -> resource.at("/spec/groups")))
                .isNotEmpty()
                .containsExactlyElementsOf(rules());
    }

    private static List<JsonNode> rules() throws IOException {
        try (var files = Files.list(Manifests.ROOT.resolve("deploy/observability/prometheus/rules"))) {
            return files.sorted()
                    .map(ServiceSettings::read)
                    .map(text -> Kustomization.documents(text).getFirst().get("groups"))
                    .toList();
        }
    }

    private static String printed() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Manifests.KUBERNETES.resolve("prometheus-rules").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
