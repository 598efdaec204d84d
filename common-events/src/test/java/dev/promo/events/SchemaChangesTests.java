package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That the gate shuts, and on what. */
class SchemaChangesTests {

    private static final String RELEASED = """
            {
              "$id": "urn:x:v1",
              "type": "object",
              "required": ["id", "kind", "price"],
              "properties": {
                "id": {"type": "integer", "minimum": 1, "maximum": 12},
                "at": {"type": "string", "format": "date-time", "pattern": "Z$"},
                "kind": {"type": "string", "enum": ["A", "B"]},
                "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}},
                "price": {"description": "What it costs.", "$ref": "#/$defs/price"}
              },
              "$defs": {
                "price": {
                  "type": "object",
                  "required": ["value"],
                  "properties": {"value": {"type": "string"}, "description": {"type": "string"}},
                  "dependentRequired": {"description": ["value"]},
                  "if": {"properties": {"value": {"const": "0"}}},
                  "then": {"required": ["description"]}
                }
              }
            }
            """;

    static Stream<Arguments> breaking() {
        return Stream.of(
                change("\"at\": {", "\"when\": {", "field at is gone; fields are never renamed or removed"),
                change(
                        ", \"description\": {\"type\": \"string\"}}",
                        "}",
                        "field price.description is gone; fields are never renamed or removed"),
                change(
                        "[\"id\", \"kind\", \"price\"]",
                        "[\"id\", \"kind\", \"price\", \"at\"]",
                        "field at was optional and is required; records of that release may be without it"),
                change(
                        "\"required\": [\"value\"]",
                        "\"required\": [\"value\", \"currency\"]",
                        "field price.currency is new and is required; records of that release may be without it"),
                change(
                        "[\"id\", \"kind\", \"price\"]",
                        "[\"id\", \"kind\"]",
                        "field price was required and is optional; readers of that release rely on it"),
                change("[\"A\", \"B\"]", "[\"A\"]", "field kind has lost the value B; records of that release have it"),
                change(
                        "[\"A\", \"B\"]",
                        "[\"A\", \"B\", \"C\"]",
                        "field kind has the new value C; readers of that release refuse it"),
                constraint(
                        "\"enum\": [\"A\", \"B\"]",
                        "\"minLength\": 0",
                        "field kind enum was [\"A\",\"B\"] and is not there"),
                constraint(
                        "\"type\": \"integer\"",
                        "\"type\": \"string\"",
                        "field id type was \"integer\" and is \"string\""),
                constraint("\"minimum\": 1,", "\"minimum\": 2,", "field id minimum was 1 and is 2"),
                constraint("\"minimum\": 1,", "", "field id minimum was 1 and is not there"),
                constraint("\"maximum\": 12", "\"maximum\": 13", "field id maximum was 12 and is 13"),
                constraint(
                        "\"maximum\": 12",
                        "\"maximum\": 12, \"multipleOf\": 2",
                        "field id multipleOf was not there and is 2"),
                constraint("date-time", "date", "field at format was \"date-time\" and is \"date\""),
                constraint("\"Z$\"", "\"0Z$\"", "field at pattern was \"Z$\" and is \"0Z$\""),
                constraint("\"maxLength\": 9", "\"maxLength\": 8", "field tags[] maxLength was 9 and is 8"),
                constraint(
                        "{\"description\": [\"value\"]}",
                        "{\"value\": [\"description\"]}",
                        "field price dependentRequired was {\"description\":[\"value\"]} and is {\"value\":[\"description\"]}"),
                constraint(
                        "{\"const\": \"0\"}",
                        "{\"const\": \"1\"}",
                        "field price if was {\"properties\":{\"value\":{\"const\":\"0\"}}} and is {\"properties\":{\"value\":{\"const\":\"1\"}}}"),
                constraint("urn:x:v1", "urn:x:v2", "the whole $id was \"urn:x:v1\" and is \"urn:x:v2\""));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("breaking")
    void whatBreaksSomebodyIsNamedByFieldAndRule(String before, String after, String sentence) {
        assertThat(SchemaChanges.breaking(json(RELEASED), changed(before, after)))
                .contains(sentence);
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                Arguments.of("nothing at all", "", ""),
                Arguments.of("a new optional field", "\"at\": {", "\"by\": {\"type\": \"string\"}, \"at\": {"),
                Arguments.of(
                        "a new optional field deeper down",
                        "\"properties\": {\"value\": {\"type",
                        "\"properties\": {\"by\": {}, \"value\": {\"type"),
                Arguments.of("other words", "What it costs.", "What has to be paid."),
                Arguments.of("values in another order", "[\"A\", \"B\"]", "[\"B\", \"A\"]"),
                Arguments.of("fields required in another order", "[\"id\", \"kind\",", "[\"kind\", \"id\","),
                Arguments.of(
                        "a definition where there was none",
                        "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"maxLength\": 9}}",
                        "{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/tag\"}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void whatBreaksNobodyPasses(String what, String before, String after) {
        var current = before.isEmpty() ? json(RELEASED) : changed(before, after);

        assertThat(SchemaChanges.breaking(json(RELEASED), current)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"additionalProperties\": false",
                "\"additionalProperties\": {\"type\": \"string\"}",
                "\"unevaluatedProperties\": false",
                "\"maxProperties\": 5",
                "\"propertyNames\": {\"maxLength\": 9}"
            })
    void aSchemaThatRefusesUnknownFieldsIsNamedByThePlace(String closing) {
        var current = changed("\"required\": [\"value\"]", "\"required\": [\"value\"], " + closing);

        assertThat(SchemaChanges.closed(current))
                .singleElement()
                .asString()
                .startsWith("field price " + closing.substring(1, closing.indexOf("\":")))
                .endsWith("refuses fields of later releases; readers ignore what they do not know");
    }

    @Test
    void anOpenSchemaIsNamedNowhere() {
        assertThat(SchemaChanges.closed(json(RELEASED))).isEmpty();
    }

    private static Arguments change(String before, String after, String sentence) {
        return Arguments.of(before, after, sentence);
    }

    private static Arguments constraint(String before, String after, String sentence) {
        return change(before, after, sentence + "; what is released of a field stays as it is");
    }

    private static JsonNode changed(String before, String after) {
        assertThat(RELEASED).contains(before);
        return json(RELEASED.replace(before, after)
                .replace("\"$defs\": {", "\"$defs\": {\"tag\": {\"maxLength\": 9, \"type\": \"string\"},"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
