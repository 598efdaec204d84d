package dev.promo.system.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.promo.local.ProjectHome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The properties that the jar of a service knows: those of Spring Boot and ours, by their metadata.
 * Spelled without anything but letters and digits, as a variable's name has no more to tell them by.
 */
final class KnownProperties {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private final Set<String> names = new HashSet<>();

    /** Of those anything below is known. */
    private final Set<String> maps = new HashSet<>();

    private KnownProperties() {}

    /** @param service whose jar has been built */
    static KnownProperties of(String service) throws IOException {
        var known = new KnownProperties();
        try (var jar = new ZipFile(ProjectHome.find().serviceJar(service).toFile())) {
            for (var entry : Collections.list(jar.entries())) {
                known.read(entry.getName(), () -> jar.getInputStream(entry).readAllBytes());
            }
        }
        return known;
    }

    boolean knows(String variable) {
        var name = plain(variable);
        return names.contains(name) || maps.stream().anyMatch(name::startsWith);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private void read(String entry, Content content) throws IOException {
        if (entry.matches("BOOT-INF/lib/(spring-boot|service-defaults).*\\.jar")) {
            var inner = new ZipInputStream(new ByteArrayInputStream(content.read()));
            for (var each = inner.getNextEntry(); each != null; each = inner.getNextEntry()) {
                read(each.getName(), inner::readAllBytes);
            }
        } else if (entry.equals(METADATA)) {
            new ObjectMapper().readTree(content.read()).get("properties").forEach(this::know);
        }
    }

    private void know(JsonNode property) {
        var name = plain(property.get("name").asText());
        (property.path("type").asText().startsWith("java.util.Map") ? maps : names).add(name);
    }

    /** Bytes that are read only where somebody wants them. */
    private interface Content {
        byte[] read() throws IOException;
    }
}
