package dev.promo.system.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * As much of Kustomize as the manifests need, so that they can be tested where there is no {@code kubectl}. Refuses whatever it does
 * not know; leaves out the hash behind the names of generated ConfigMaps and Secrets.
 */
final class Kustomization {

    private static final Set<String> KNOWN = Set.of(
            "apiVersion",
            "kind",
            "namespace",
            "resources",
            "images",
            "patches",
            "configMapGenerator",
            "secretGenerator");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ObjectNode> resources = new ArrayList<>();

    private Kustomization() {}

    /** The resources of a folder with a {@code kustomization.yaml}. */
    static List<ObjectNode> build(Path folder) throws IOException {
        var result = new Kustomization();
        var file = folder.resolve("kustomization.yaml");
        var said = documents(Files.readString(file)).getFirst();
        refuseUnknown(file, said);
        for (var resource : said.path("resources")) {
            var path = folder.resolve(resource.asText()).normalize();
            result.resources.addAll(Files.isDirectory(path) ? build(path) : documents(Files.readString(path)));
        }
        said.path("configMapGenerator").forEach(each -> result.generate("ConfigMap", each));
        said.path("secretGenerator").forEach(each -> result.generate("Secret", each));
        for (var patch : said.path("patches")) {
            result.patch(patch);
        }
        said.path("images").forEach(result::tag);
        if (said.has("namespace")) {
            result.resources.forEach(
                    resource -> inNamespace(resource, said.get("namespace").asText()));
        }
        return result.resources;
    }

    /** The documents of a file; a key that is there twice is an error. */
    static List<ObjectNode> documents(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
                .map(document -> JSON.convertValue(document, ObjectNode.class))
                .toList();
    }

    private static void refuseUnknown(Path file, JsonNode said) {
        said.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new AssertionError(file + " says " + name + ", which these tests do not know");
            }
        });
    }

    private void generate(String kind, JsonNode generator) {
        var name = generator.get("name").asText();
        var data = generator.path("behavior").asText().equals("merge") ? generated(kind, name) : added(kind, name);
        for (var literal : generator.get("literals")) {
            var text = literal.asText();
            var equals = text.indexOf('=');
            data.put(text.substring(0, equals), encoded(kind, text.substring(equals + 1)));
        }
    }

    private static String encoded(String kind, String value) {
        return kind.equals("Secret")
                ? Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
                : value;
    }

    private ObjectNode added(String kind, String name) {
        var resource = JSON.createObjectNode().put("apiVersion", "v1").put("kind", kind);
        if (kind.equals("Secret")) {
            resource.put("type", "Opaque");
        }
        resource.putObject("metadata").put("name", name);
        resources.add(resource);
        return resource.putObject("data");
    }

    private ObjectNode generated(String kind, String name) {
        return (ObjectNode) find(kind, name).get("data");
    }

    private ObjectNode find(String kind, String name) {
        return resources.stream()
                .filter(resource -> resource.get("kind").asText().equals(kind)
                        && resource.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    /** JSON patches (RFC 6902) of the one operation that is in use. */
    private void patch(JsonNode patch) {
        var resource =
                find(patch.at("/target/kind").asText(), patch.at("/target/name").asText());
        Iterable<Object> operations = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(patch.get("patch").asText());
        for (var each : operations) {
            var operation = JSON.convertValue(each, ObjectNode.class);
            var path = operation.get("path").asText();
            var parent = resource.at(path.substring(0, path.lastIndexOf('/')));
            var field = path.substring(path.lastIndexOf('/') + 1);
            if (!operation.get("op").asText().equals("replace") || !parent.has(field)) {
                throw new AssertionError("these tests only know how to replace what there is: " + operation);
            }
            ((ObjectNode) parent).set(field, operation.get("value"));
        }
    }

    private void tag(JsonNode image) {
        var name = image.get("name").asText();
        for (var resource : resources) {
            for (var container : resource.at("/spec/template/spec/containers")) {
                if (container.get("image").asText().equals(name)) {
                    ((ObjectNode) container)
                            .put("image", name + ":" + image.get("newTag").asText());
                }
            }
        }
    }

    private static void inNamespace(ObjectNode resource, String namespace) {
        var metadata = (ObjectNode) resource.get("metadata");
        metadata.put(resource.get("kind").asText().equals("Namespace") ? "name" : "namespace", namespace);
    }
}
