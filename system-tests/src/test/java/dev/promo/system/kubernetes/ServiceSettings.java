package dev.promo.system.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** What the services' own files say of them. */
public final class ServiceSettings {

    /** Those at which a service takes its time: streams, readers of Kafka, requests, and all that works in the background. */
    private static final int PHASES_OF_A_STOP = 4;

    /** Seconds for what ends without a phase. */
    private static final int OF_THE_REST = 15;

    private final JsonNode yaml;

    private ServiceSettings(JsonNode yaml) {
        this.yaml = yaml;
    }

    static ServiceSettings of(String service) {
        return new ServiceSettings(Kustomization.documents(read(service + "/src/main/resources/application.yml"))
                .getFirst());
    }

    int port() {
        return yaml.at("/server/port").intValue();
    }

    int managementPort() {
        return yaml.at("/management/server/port").intValue();
    }

    String consumerGroup() {
        return yaml.at("/spring/kafka/consumer/group-id").textValue();
    }

    /** What liveness looks at; empty for Spring Boot's own choice, which is the process alone. */
    String liveness() {
        return yaml.at("/management/endpoint/health/group/liveness/include").asText();
    }

    /** How long an instance that is told to stop may take, as deploy/README.md adds it up. */
    public static Duration longestStop() {
        var drain = number(
                "service-defaults/src/main/java/dev/promo/defaults/web/HttpProperties.java",
                "DefaultValue\\(\"(\\d+)s\"\\) Duration drain");
        var phase = number(
                "service-defaults/src/main/java/dev/promo/defaults/SharedDefaults.java",
                "timeout-per-shutdown-phase\", \"(\\d+)s\"");
        return Duration.ofSeconds(drain + PHASES_OF_A_STOP * phase + OF_THE_REST);
    }

    /** Connections of the replays that an instance works on, beside the pool. */
    static int ofReplays() {
        var replay = "promotion-service/src/main/java/dev/promo/promotion/replay/";
        return number(replay + "ReplayWorker.java", "AT_A_TIME = (\\d+);")
                * number(replay + "ScratchSchema.java", "CONNECTIONS = (\\d+);");
    }

    private static int number(String file, String pattern) {
        return Pattern.compile(pattern)
                .matcher(read(file))
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no " + pattern));
    }

    static String read(String file) {
        return read(Manifests.ROOT.resolve(file));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
