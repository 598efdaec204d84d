package dev.promo.system;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service's jar says of its settings: Spring Boot's configuration metadata, of it and its libraries, and its own file. */
final class ServiceJar {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Pattern DESCRIBED = Pattern.compile("BOOT-INF/lib/(spring-.*|service-defaults.*)\\.jar");

    private final Map<String, Property> own = new TreeMap<>();
    private final Map<String, Property> shared = new TreeMap<>();
    private final Map<String, Property> springs = new HashMap<>();
    private final List<Setting> settings = new ArrayList<>();

    private ServiceJar(ZipFile jar) throws IOException {
        read(jar.getInputStream(Objects.requireNonNull(jar.getEntry(METADATA))), own);
        for (var library : jar.stream()
                .filter(entry -> DESCRIBED.matcher(entry.getName()).matches())
                .toList()) {
            readLibrary(library.getName(), jar.getInputStream(library));
        }
        var yaml = new Yaml(new LoaderOptions().setProcessComments(true));
        var file = jar.getInputStream(Objects.requireNonNull(jar.getEntry("BOOT-INF/classes/application.yml")));
        flatten("", yaml.compose(new InputStreamReader(file, StandardCharsets.UTF_8)), "");
    }

    static ServiceJar of(String service) {
        try (var zip = new ZipFile(ProjectHome.find().serviceJar(service).toFile())) {
            return new ServiceJar(zip);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Those that only this service has, by name. */
    Map<String, Property> own() {
        return own;
    }

    /** Those that every service has from service-defaults, by name. */
    Map<String, Property> shared() {
        return shared;
    }

    /** What the service's own file sets, in the order of the file. */
    List<Setting> settings() {
        return settings;
    }

    /** What is known of a property, or of the map that it is an entry of. */
    Property find(String name) {
        for (var prefix = name; !prefix.isEmpty(); prefix = prefix.substring(0, Math.max(0, prefix.lastIndexOf('.')))) {
            for (var known : List.of(own, shared, springs)) {
                var found = known.get(prefix);
                if (found != null && (prefix.equals(name) || found.isMap())) {
                    return found;
                }
            }
        }
        throw new AssertionError(name + " is no property of anything in the jar: misspelt, or of a library that went");
    }

    private void readLibrary(String name, InputStream library) throws IOException {
        try (var zip = new ZipInputStream(library)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(METADATA)) {
                    read(zip, name.contains("service-defaults") ? shared : springs);
                }
            }
        }
    }

    private static void read(InputStream metadata, Map<String, Property> into) throws IOException {
        var json = JsonMapper.shared().readTree(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
        for (var property : json.path("properties")) {
            var name = property.path("name").stringValue();
            into.put(
                    name,
                    new Property(
                            name,
                            property.path("type").stringValue("java.lang.String"),
                            text(property.path("defaultValue")),
                            property.path("description").stringValue("")));
        }
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                : value.asString();
    }

    /** A comment above a section belongs to the first setting in it. */
    private void flatten(String path, Node node, String comment) {
        var said = comment + text(node.getInLineComments());
        switch (node) {
            case MappingNode mapping -> {
                var first = true;
                for (var entry : mapping.getValue()) {
                    var key = ((ScalarNode) entry.getKeyNode()).getValue();
                    var above = text(entry.getKeyNode().getBlockComments());
                    flatten(
                            path.isEmpty() ? key : path + "." + key,
                            entry.getValueNode(),
                            first ? (said + " " + above).strip() : above);
                    first = false;
                }
            }
            case SequenceNode sequence -> {
                var scalars = new ArrayList<String>();
                for (var item : sequence.getValue()) {
                    if (item instanceof ScalarNode scalar) {
                        scalars.add(scalar.getValue());
                    } else {
                        flatten(path + "[]", item, "");
                    }
                }
                if (!scalars.isEmpty() || sequence.getValue().isEmpty()) {
                    settings.add(new Setting(path, String.join(", ", scalars), said));
                }
            }
            case ScalarNode scalar -> settings.add(new Setting(path, scalar.getValue(), said));
            default -> throw new IllegalArgumentException("what is this: " + node);
        }
    }

    private static String text(@Nullable List<CommentLine> comments) {
        return comments == null
                ? ""
                : comments.stream()
                        .map(line -> line.getValue().strip())
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining(" "));
    }

    /** A property, as Spring Boot's metadata describe it. */
    record Property(String name, String type, @Nullable String defaultValue, String description) {

        boolean isMap() {
            return type.startsWith("java.util.Map")
                    || type.equals("java.util.Properties")
                    || type.contains("LargerBody");
        }

        /** Without packages. */
        String shortType() {
            return type.replaceAll("[a-z0-9.]+\\.(?=[A-Z])", "").replaceAll("\\w+\\$", "");
        }
    }

    /**
     * A line of {@code application.yml}.
     *
     * @param comment what the file says about it; may be empty
     */
    record Setting(String name, String value, String comment) {}
}
