package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may talk to whom in production: what is listed here, and nobody else. */
class NetworkPolicyTests {

    private static final Manifests PRODUCTION = Manifests.of("overlays/prod");
    private static final List<NetworkPolicy> POLICIES = PRODUCTION.all(NetworkPolicy.class);

    private static final String NAMES = "kube-system/kube-dns";
    private static final String DATABASE = "mysql/*";
    private static final String BROKER = "kafka/promo";
    private static final String TRACES = "observability/*";
    private static final String PROMETHEUS = "monitoring/*";

    @Test
    void whatIsNotAllowedIsDenied() {
        assertThat(POLICIES)
                .filteredOn(policy -> policy.getMetadata().getName().equals("default-deny"))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
                    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                            .isEmpty();
                    assertThat(policy.getSpec().getIngress()).isEmpty();
                    assertThat(policy.getSpec().getEgress()).isEmpty();
                });
    }

    @Test
    void theGatewayTalksToTheServicesAndTheBroker() {
        assertThat(to("gateway-service"))
                .containsExactlyInAnyOrder(
                        "auth-service:8081",
                        "promotion-service:8082",
                        BROKER + ":9093",
                        TRACES + ":4318",
                        NAMES + ":53",
                        NAMES + ":53/UDP");
    }

    @Test
    void theAuthServiceTalksToDatabaseAndBroker() {
        assertThat(to("auth-service"))
                .containsExactlyInAnyOrder(
                        DATABASE + ":3306", BROKER + ":9093", TRACES + ":4318", NAMES + ":53", NAMES + ":53/UDP");
    }

    @Test
    void thePromotionServiceAlsoAsksForThePublicKeys() {
        assertThat(to("promotion-service"))
                .containsExactlyInAnyOrder(
                        "auth-service:8081",
                        DATABASE + ":3306",
                        BROKER + ":9093",
                        TRACES + ":4318",
                        NAMES + ":53",
                        NAMES + ":53/UDP");
    }

    @Test
    void migrationsTalkToTheDatabaseAlone() {
        for (var service : List.of("auth-service", "promotion-service")) {
            assertThat(allowed(labels(service, "migration"), false))
                    .containsExactlyInAnyOrder(DATABASE + ":3306", NAMES + ":53", NAMES + ":53/UDP");
            assertThat(allowed(labels(service, "migration"), true)).isEmpty();
        }
    }

    @Test
    void onlyTheIngressAndPrometheusComeIn() {
        assertThat(from("gateway-service")).containsExactlyInAnyOrder("ingress-nginx/*:8080", PROMETHEUS + ":18080");
        assertThat(from("auth-service"))
                .containsExactlyInAnyOrder("gateway-service:8081", "promotion-service:8081", PROMETHEUS + ":18081");
        assertThat(from("promotion-service")).containsExactlyInAnyOrder("gateway-service:8082", PROMETHEUS + ":18082");
    }

    @Test
    void everyPortOfAContainerIsOneThatSomebodyMayReach() {
        for (var pods : PRODUCTION.ownPods()) {
            assertThat(allowed(pods.labels(), true).stream()
                            .map(peer -> Integer.parseInt(peer.substring(peer.indexOf(':') + 1)))
                            .distinct())
                    .as(pods.name())
                    .containsExactlyInAnyOrderElementsOf(pods.template().getSpec().getContainers().stream()
                            .flatMap(container -> container.getPorts().stream())
                            .map(ContainerPort::getContainerPort)
                            .toList());
        }
    }

    private static List<String> to(String service) {
        return allowed(labels(service, "service"), false);
    }

    private static List<String> from(String service) {
        return allowed(labels(service, "service"), true);
    }

    private static Map<String, String> labels(String service, String component) {
        return PRODUCTION.ownPods().stream()
                .filter(pods -> pods.isOf(component) && pods.service().equals(service))
                .findFirst()
                .orElseThrow()
                .labels();
    }

    /** All that the policies for such pods come to together, as {@code peer:port}. */
    private static List<String> allowed(Map<String, String> labels, boolean in) {
        return POLICIES.stream()
                .map(NetworkPolicy::getSpec)
                .filter(spec -> {
                    assertThat(spec.getPodSelector().getMatchExpressions()).isEmpty();
                    return labels.entrySet()
                            .containsAll(spec.getPodSelector().getMatchLabels().entrySet());
                })
                .flatMap(spec -> in
                        ? spec.getIngress().stream().flatMap(rule -> each(rule.getFrom(), rule.getPorts()))
                        : spec.getEgress().stream().flatMap(rule -> each(rule.getTo(), rule.getPorts())))
                .toList();
    }

    private static Stream<String> each(List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {
        assertThat(peers).as("peers; none would be everybody").isNotEmpty();
        assertThat(ports).as("ports; none would be all").isNotEmpty();
        return peers.stream().flatMap(peer -> ports.stream().map(port -> name(peer) + ":" + name(port)));
    }

    private static String name(NetworkPolicyPort port) {
        return port.getPort().getIntVal() + (port.getProtocol().equals("TCP") ? "" : "/" + port.getProtocol());
    }

    /** A service of ours, or {@code namespace/pods}. */
    private static String name(NetworkPolicyPeer peer) {
        assertThat(peer.getIpBlock()).isNull();
        var pods = peer.getPodSelector();
        if (peer.getNamespaceSelector() == null) {
            assertThat(pods.getMatchLabels()).containsEntry("app.kubernetes.io/component", "service");
            return Objects.requireNonNull(pods.getMatchLabels().get("app.kubernetes.io/name"));
        }
        return peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name")
                + "/"
                + (pods == null
                        ? "*"
                        : pods.getMatchLabels().values().iterator().next());
    }
}
