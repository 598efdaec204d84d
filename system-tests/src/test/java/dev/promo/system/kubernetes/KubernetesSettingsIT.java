package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables that pods get, and the jars that they are for. */
class KubernetesSettingsIT {

    @ParameterizedTest
    @ValueSource(strings = {"auth-service", "promotion-service", "gateway-service"})
    void everySettingIsAPropertyThatTheServiceKnows(String service) throws IOException {
        assertThat(List.of(settings("overlays/prod", service), settings("overlays/dev", service)))
                .allSatisfy(settings -> assertThat(settings).isNotEmpty())
                .flatExtracting(settings -> settings)
                .allMatch(KnownProperties.of(service)::knows, "known to " + service);
    }

    @Test
    void aSettingThatNobodyKnowsIsNoticed() throws IOException {
        assertThat(List.of("PROMO_AUTH_MASTERKEY_FILES", "SPRING_DATASOURCE_URI", "PROMO_GATEWAY_AUTH_URL"))
                .noneMatch(KnownProperties.of("auth-service")::knows);
    }

    private static List<String> settings(String overlay, String service) {
        var manifests = Manifests.of(overlay);
        return manifests.ownPods().stream()
                .filter(pods -> pods.service().equals(service))
                .flatMap(pods -> pods.template().getSpec().getContainers().stream())
                .flatMap(container -> Stream.concat(
                        container.getEnvFrom().stream()
                                .map(all -> all.getConfigMapRef().getName())
                                .flatMap(name -> manifests.one(ConfigMap.class, name).getData().keySet().stream()),
                        container.getEnv().stream().map(EnvVar::getName)))
                .toList();
    }
}
