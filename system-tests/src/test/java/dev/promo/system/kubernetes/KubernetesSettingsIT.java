package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables that pods get, and the jars that they are for. */
class KubernetesSettingsIT {

    @ParameterizedTest
    @CsvSource({
        "overlays/prod, auth-service",
        "overlays/prod, promotion-service",
        "overlays/prod, gateway-service",
        "overlays/dev, auth-service",
        "overlays/dev, promotion-service",
        "overlays/dev, gateway-service"
    })
    void everySettingIsAPropertyThatTheServiceKnows(String overlay, String service) throws IOException {
        var manifests = Manifests.of(overlay);
        var known = KnownProperties.of(service);
        var settings = Stream.concat(
                        manifests.one(ConfigMap.class, service).getData().keySet().stream(),
                        manifests.ownPods().stream()
                                .filter(pods -> pods.service().equals(service))
                                .flatMap(pods -> pods.template().getSpec().getContainers().stream())
                                .flatMap(container -> container.getEnv().stream())
                                .map(EnvVar::getName))
                .toList();

        assertThat(settings).isNotEmpty().allMatch(known::knows, "known to " + service);
    }

    @ParameterizedTest
    @CsvSource({
        "auth-service, PROMO_AUTH_MASTERKEY_FILES",
        "auth-service, SPRING_DATASOURCE_URI",
        "promotion-service, PROMO_AUTH_MASTER_KEY_FILE",
        "gateway-service, SPRING_FLYWAY_URL",
    })
    void aSettingThatNobodyKnowsIsNoticed(String service, String misspelled) throws IOException {
        assertThat(List.of(misspelled)).noneMatch(KnownProperties.of(service)::knows);
    }
}
