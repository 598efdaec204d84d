package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import dev.promo.local.stack.ServiceProcess;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each service tells those who run it what it is made of. */
class SbomIT {

    @ParameterizedTest
    @ValueSource(strings = {"auth", "promotion", "gateway"})
    void everyLibraryOfAServiceIsInTheBillOfMaterialsItServes(String service) throws Exception {
        var sbom = Http.get(instance(service).managementUrl(), "/actuator/sbom/application", "")
                .json();

        assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(sbom.at("/metadata/component/name").asString()).isEqualTo(service + "-service");
        assertThat(sbom.path("components").values().stream().map(SbomIT::file)).containsAll(libraries(service));
    }

    private static ServiceProcess instance(String service) {
        var stack = RunningSystem.healthy().stack();
        return switch (service) {
            case "auth" -> stack.auths().getFirst();
            case "promotion" -> stack.promotions().getFirst();
            default -> stack.gateways().getFirst();
        };
    }

    private static String file(JsonNode component) {
        return component.path("name").asString() + "-"
                + component.path("version").asString() + ".jar";
    }

    /** But for the tool that Boot adds, which unpacks the jar. */
    private static List<String> libraries(String service) throws IOException {
        var jar = ProjectHome.find().serviceJar(service + "-service");
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools"))
                    .toList();
        }
    }
}
