package dev.promo.system;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What deploy/kubernetes/base/kafka says of topics and of users' rights, as a broker is told by its operator. */
final class KafkaManifests {

    private KafkaManifests() {}

    /** All topics. */
    static List<NewTopic> topics() throws IOException {
        return resources("topics.yaml", "KafkaTopic").map(KafkaManifests::topic).toList();
    }

    /** The names of all users. */
    static List<String> users() throws IOException {
        return resources("users.yaml", "KafkaUser").map(KafkaManifests::name).toList();
    }

    /** The rights of all users. */
    static List<AclBinding> rights() throws IOException {
        var rights = new ArrayList<AclBinding>();
        resources("users.yaml", "KafkaUser")
                .forEach(user -> user.at("/spec/authorization/acls")
                        .forEach(rule ->
                                rule.at("/operations").forEach(operation -> rights.add(right(user, rule, operation)))));
        return rights;
    }

    static AclBinding right(String user, ResourceType type, String name, PatternType pattern, String operation) {
        var constant = operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", AclOperation.valueOf(constant), AclPermissionType.ALLOW));
    }

    private static AclBinding right(JsonNode user, JsonNode rule, JsonNode operation) {
        var resource = rule.at("/resource");
        return right(
                name(user),
                ResourceType.valueOf(constant(resource.at("/type"))),
                resource.at("/name").stringValue(),
                PatternType.valueOf(constant(resource.at("/patternType"))),
                operation.stringValue());
    }

    private static NewTopic topic(JsonNode manifest) {
        var settings = new HashMap<String, String>();
        manifest.at("/spec/config").forEachEntry((setting, value) -> settings.put(setting, value.stringValue()));
        var partitions = manifest.at("/spec/partitions").intValue();
        return new NewTopic(name(manifest), Optional.of(partitions), Optional.empty()).configs(settings);
    }

    private static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").stringValue();
    }

    private static String constant(JsonNode text) {
        return text.stringValue().toUpperCase(Locale.ROOT);
    }

    private static Stream<JsonNode> resources(String file, String kind) throws IOException {
        var yaml = Files.readString(ProjectHome.find()
                .root()
                .resolve("deploy/kubernetes/base/kafka")
                .resolve(file));
        return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
                .<JsonNode>map(JsonMapper.shared()::valueToTree)
                .peek(resource -> {
                    if (!resource.at("/kind").stringValue().equals(kind)) {
                        throw new AssertionError(file + " has a " + resource.at("/kind"));
                    }
                });
    }
}
