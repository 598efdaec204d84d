package dev.promo.system.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.constant.ClassDesc;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The properties that the jar of a service knows: those of Spring Boot by its metadata, ours by the records that they are bound to.
 * Spelled without anything but letters and digits, as a variable's name has no more to tell them by.
 */
final class KnownProperties {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final ClassDesc BOUND =
            ClassDesc.of("org.springframework.boot.context.properties.ConfigurationProperties");

    private final Set<String> names = new HashSet<>();

    /** Of those anything below is known. */
    private final Set<String> maps = new HashSet<>();

    private final Map<String, ClassModel> classes = new HashMap<>();

    private KnownProperties() {}

    /** @param service whose jar has been built */
    static KnownProperties of(String service) throws IOException {
        var known = new KnownProperties();
        known.names.add(plain("promo.production.waived")); // read before there is anything to bind it to
        try (var jar = new ZipFile(
                Manifests.ROOT.resolve(service + "/target/" + service + ".jar").toFile())) {
            for (var entry : Collections.list(jar.entries())) {
                known.read(entry.getName(), () -> jar.getInputStream(entry).readAllBytes());
            }
        }
        known.classes.values().forEach(known::bind);
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
        } else if (entry.matches("(BOOT-INF/classes/)?dev/promo/.*\\.class")) {
            var model = ClassFile.of().parse(content.read());
            classes.put(model.thisClass().asInternalName(), model);
        }
    }

    private void know(JsonNode property) {
        var name = plain(property.get("name").asText());
        (property.path("type").asText().startsWith("java.util.Map") ? maps : names).add(name);
    }

    private void bind(ClassModel model) {
        model.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(all -> all.annotations().stream())
                .filter(annotation -> annotation.classSymbol().equals(BOUND))
                .flatMap(annotation -> annotation.elements().stream())
                .map(element -> ((AnnotationValue.OfString) element.value()).stringValue())
                .forEach(prefix -> know(prefix, model));
    }

    private void know(String prefix, ClassModel model) {
        for (var component : components(model)) {
            var name = prefix + "." + component.name().stringValue();
            nested(component).ifPresentOrElse(inner -> know(name, inner), () -> names.add(plain(name)));
        }
    }

    private static List<RecordComponentInfo> components(ClassModel model) {
        return model.findAttribute(Attributes.record())
                .map(found -> found.components())
                .orElse(List.of());
    }

    private Optional<ClassModel> nested(RecordComponentInfo component) {
        var type = component.descriptor().stringValue();
        return Optional.ofNullable(type.startsWith("L") ? classes.get(type.substring(1, type.length() - 1)) : null)
                .filter(model -> !components(model).isEmpty());
    }

    /** Bytes that are read only where somebody wants them. */
    private interface Content {
        byte[] read() throws IOException;
    }
}
