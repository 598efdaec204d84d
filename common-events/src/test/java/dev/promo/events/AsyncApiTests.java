package dev.promo.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code docs/events/asyncapi.yaml} says what the code, the schemas, the golden samples and the manifests for Kafka say. */
class AsyncApiTests {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Path DOCUMENT = Path.of("../docs/events/asyncapi.yaml");
    private static final Path MANIFESTS = Path.of("../deploy/kubernetes/base/kafka");
    private static final JsonNode ASYNC_API = YAML.readTree(DOCUMENT);
    private static final JsonNode MESSAGES = ASYNC_API.at("/components/messages");

    private static final String DEAD_LETTER = "first-login-dead-letter";

    /** What a topic's settings promise to whoever reads it; the others are the brokers' affair. */
    private static final Set<String> PROMISED_SETTINGS =
            Set.of("cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes");

    @Test
    void theDocumentKeepsToTheSchemaOfAsyncApi() {
        assertThat(schemaOfAsyncApi().validate(ASYNC_API.toString(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void theSchemaOfAsyncApiRefusesWhatItDoesNotKnow() {
        var misspelled = ASYNC_API.toString().replace("\"address\"", "\"adress\"");
        var misplaced = ASYNC_API.toString().replace("\"action\":\"send\"", "\"action\":\"publish\"");

        assertThat(schemaOfAsyncApi().validate(misspelled, InputFormat.JSON)).isNotEmpty();
        assertThat(schemaOfAsyncApi().validate(misplaced, InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = ASYNC_API.findValuesAsString("$ref");

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(ASYNC_API.at(reference.substring(1)).isMissingNode()).isFalse();
            } else {
                assertThat(DOCUMENT.resolveSibling(reference)).isRegularFile();
            }
        });
    }

    @Test
    void everyTopicOfTheCodeIsAChannelAndNoOtherIs() {
        var topics = new HashSet<>(Formats.BY_TOPIC.keySet());
        topics.add(FirstLogin.DEAD_LETTER_TOPIC);

        assertThat(channels()).containsOnlyKeys(topics);
    }

    @Test
    void everyChannelHasTheTypesThatAreWrittenToItsTopic() {
        var types = samples().collect(groupingBy(Sample::topic, TreeMap::new, mapping(Sample::schema, toSet())));
        types.put(FirstLogin.DEAD_LETTER_TOPIC, Set.of(DEAD_LETTER));

        var messages = new TreeMap<String, Set<String>>();
        channels().forEach((topic, channel) -> {
            messages.put(topic, Set.copyOf(channel.path("messages").propertyNames()));
            channel.path("messages")
                    .forEachEntry((name, message) ->
                            assertThat(message.path("$ref").asString()).isEqualTo("#/components/messages/" + name));
        });

        assertThat(messages).isEqualTo(types);
        assertThat(MESSAGES.propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        types.values().stream().flatMap(Set::stream).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void everyMessageNamesItsTypeAndItsSchema(Sample sample) {
        var message = MESSAGES.path(sample.schema());

        assertThat(message.path("name").asString())
                .isEqualTo(sample.record().headers().get("ce_type"));
        assertThat(message.path("title"))
                .isEqualTo(EventSchema.named(sample.schema()).asJson().path("title"));
        assertThat(message.at("/payload/schema/$ref").asString())
                .isEqualTo("../../common-events/src/main/resources/schemas/" + sample.schema() + ".schema.json");
    }

    @Test
    void theExamplesAreTheGoldenSamples() {
        var examples = new TreeMap<String, JsonNode>();
        MESSAGES.forEach(message -> message.path("examples")
                .forEach(example -> examples.put(example.path("name").asString(), example)));

        assertThat(examples)
                .containsOnlyKeys(samples()
                        .map(Sample::name)
                        .filter(name -> !name.endsWith("-with-later-fields"))
                        .toList());
        examples.forEach((name, example) -> {
            var golden = GoldenRecord.named(name);
            assertThat(example.path("headers")).as(name).isEqualTo(YAML.valueToTree(golden.headers()));
            assertThat(example.path("payload")).as(name).isEqualTo(golden.data());
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void theHeadersAndTheKeyOfEverySampleAreAsDescribed(Sample sample) {
        var at = "#/components/messages/" + sample.schema();
        var headers = schemaAt(at + "/headers");
        var key = schemaAt(at + "/bindings/kafka/key");

        assertThat(headers.validate(json(sample.record().headers()), InputFormat.JSON))
                .isEmpty();
        assertThat(key.validate(json(sample.record().key()), InputFormat.JSON)).isEmpty();
        for (var name : List.of("ce_type", "ce_source", "ce_id")) {
            var other = new HashMap<>(sample.record().headers());
            other.put(name, "other");
            assertThat(headers.validate(json(other), InputFormat.JSON)).as(name).isNotEmpty();
        }
        assertThat(key.validate(json("other"), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void topicsAreAsBrokersAreTold() {
        var told = new TreeMap<String, JsonNode>();
        manifests("topics.yaml").forEach(topic -> {
            var kafka = YAML.createObjectNode();
            kafka.set("partitions", topic.at("/spec/partitions"));
            var settings = kafka.putObject("topicConfiguration");
            topic.at("/spec/config").forEachEntry((name, value) -> {
                if (name.equals("cleanup.policy")) {
                    settings.set(name, YAML.valueToTree(value.asString().split(",", -1)));
                } else if (PROMISED_SETTINGS.contains(name)) {
                    settings.set(name, YAML.readTree(value.asString()));
                }
            });
            told.put(name(topic), kafka.put("bindingVersion", "0.5.0"));
        });

        var documented = new TreeMap<String, JsonNode>();
        channels().forEach((topic, channel) -> documented.put(topic, channel.at("/bindings/kafka")));

        assertThat(documented).isEqualTo(told);
    }

    @Test
    void whoSendsAndReceivesIsWhoHasTheRightTo() {
        var rights = new TreeSet<String>();
        manifests("users.yaml")
                .forEach(user -> user.at("/spec/authorization/acls")
                        .forEach(rule -> rule.path("operations").forEach(operation -> {
                            var what =
                                    Map.of("Write", "send", "Read", "receive").get(operation.asString());
                            if (what != null) {
                                rights.add(name(user) + " " + what + " "
                                        + rule.at("/resource/name").asString());
                            }
                        })));

        var operations = new TreeSet<String>();
        ASYNC_API.path("operations").forEach(operation -> {
            var who = operation.at("/tags/0/name").asString();
            var channel = ASYNC_API.at(operation.at("/channel/$ref").asString().substring(1));
            operations.add(who + " " + operation.path("action").asString() + " "
                    + channel.path("address").asString());
            var group = operation.at("/bindings/kafka/groupId/const");
            if (group.isString()) {
                operations.add(who + " receive " + group.asString()); // a right of its own
            }
        });

        assertThat(operations).isEqualTo(rights);
    }

    static Stream<Sample> samples() {
        return Contract.current().samples().entrySet().stream()
                .map(sample -> new Sample(sample.getKey(), sample.getValue()));
    }

    private static Map<String, JsonNode> channels() {
        var channels = new TreeMap<String, JsonNode>();
        ASYNC_API
                .path("channels")
                .forEach(channel -> channels.put(channel.path("address").asString(), channel));
        return channels;
    }

    private static List<JsonNode> manifests(String file) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(MANIFESTS.resolve(file))) {
            return documents.readAll();
        }
    }

    private static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asString();
    }

    private static Schema schemaOfAsyncApi() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(AsyncApiTests.class.getResourceAsStream("/asyncapi/asyncapi-3.0.0.schema.json"));
    }

    /** A schema within the document, which may refer to others there. */
    private static Schema schemaAt(String place) {
        var schema = YAML.createObjectNode().put("$ref", place);
        schema.set("components", ASYNC_API.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString());
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    record Sample(String name, GoldenRecord record) {

        String topic() {
            return record.topic();
        }

        String schema() {
            return EventSchema.nameOf(record.headers().getOrDefault("ce_type", ""));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
