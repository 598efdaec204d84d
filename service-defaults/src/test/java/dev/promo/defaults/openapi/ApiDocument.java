package dev.promo.defaults.openapi;

import dev.promo.defaults.token.OpenDoors;
import dev.promo.defaults.token.PublicEndpoints;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service's OpenAPI document: addresses, parameters and schemas as springdoc reads them from the running service, and around
 * them what no reader of classes can know: which operations are public, how errors look, the Javadoc, stable operation ids.
 *
 * <p>The same code always makes the same document, to the last byte. springdoc must be told {@code springdoc.use-fqn=true}.
 *
 * <p>A service's wording is YAML: {@code title}, {@code description}; {@code operations} by operation id, each with any of
 * {@code summary}, {@code description}, {@code status}, {@code mediaType}, {@code request} and {@code response} (names of
 * schemas) and {@code headers} (of the answer, each with a description); {@code writeHeaders} that every operation which changes
 * something takes, if it needs a token; {@code parameters} with a description by {@code operationId.name} or name; {@code schemas} to add, or to lay over
 * those that springdoc found.
 */
public final class ApiDocument {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<Path> SOURCES = List.of(
            Path.of("src/main/java"),
            Path.of("../service-defaults/src/main/java"),
            Path.of("../common-events/src/main/java"));

    private final ObjectNode found;
    private final ObjectNode wording;
    private final ObjectNode shared = yaml(ApiDocument.class.getResourceAsStream("shared.yaml"));
    private final PublicEndpoints publicEndpoints;
    private final SourceDocs docs = new SourceDocs(SOURCES);
    private final ApiSchemas schemas;
    private final TreeMap<String, Operation> operations = new TreeMap<>();

    /** One method at one address. */
    private record Operation(
            String id, String tag, String path, String method, RequestMappingInfo mapping, HandlerMethod handler) {}

    /**
     * Reads everything; {@link #toYaml} writes it.
     *
     * @param springdoc the document as springdoc makes it, in JSON
     * @param wording YAML
     */
    public ApiDocument(
            byte[] springdoc,
            RequestMappingHandlerMapping handlers,
            PublicEndpoints publicEndpoints,
            @Nullable InputStream wording) {
        this.found = (ObjectNode) JSON.readTree(springdoc);
        this.wording = yaml(wording);
        this.publicEndpoints = publicEndpoints;
        this.schemas = new ApiSchemas(found.withObject("/components/schemas"), docs);
        handlers.getHandlerMethods().forEach((mapping, handler) -> {
            if (isOurs(handler)) {
                add(mapping, handler);
            }
        });
    }

    private static boolean isOurs(HandlerMethod handler) {
        return handler.getBeanType().getName().startsWith("dev.promo.")
                && handler.getBeanType().isAnnotationPresent(RestController.class);
    }

    private void add(RequestMappingInfo mapping, HandlerMethod handler) {
        var subject = handler.getBeanType().getSimpleName().replaceFirst("Controller$", "");
        var method = handler.getMethod().getName();
        var id = decapitalised(method.equalsIgnoreCase(subject) ? subject : subject + capitalised(method));
        var addresses = mapping.getPatternValues().stream()
                .map(path -> path.replaceAll("\\{(\\w+):[^}]*}", "{$1}"))
                .sorted()
                .toList();
        for (var verb :
                mapping.getMethodsCondition().getMethods().stream().sorted().toList()) {
            for (var i = 0; i < addresses.size(); i++) {
                var path = addresses.get(i);
                var operation =
                        new Operation(id + "Alias".repeat(i), words(subject), path, verb(verb), mapping, handler);
                operations.merge(
                        path + " " + verb.name(),
                        operation,
                        (one, other) -> one.id.compareTo(other.id) <= 0 ? one : other);
            }
        }
    }

    /** The document, deterministic to the last byte. */
    public String toYaml() {
        var document = JSON.createObjectNode();
        document.put("openapi", "3.1.0");
        var info = document.putObject("info");
        info.put("title", wording.path("title").asString());
        info.put("version", "v1");
        info.put("description", wording.path("description").asString().strip());
        info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/").put("description", "The gateway that served this.");
        document.putArray("security").addObject().putArray("accessToken");
        addTags(document);
        var paths = document.putObject("paths");
        for (var operation : operations.values()) {
            paths.withObjectProperty(operation.path).set(operation.method, describe(operation));
        }
        var all = new TreeMap<String, JsonNode>();
        schemas.renameIn(paths);
        schemas.reachableFrom(paths, own("schemas")).forEach(all::put);
        shared.path("schemas").forEachEntry(all::put);
        var components = document.putObject("components");
        components.set("schemas", JSON.valueToTree(all));
        components.set("responses", shared.get("responses"));
        components.set("securitySchemes", shared.get("securitySchemes"));
        return "# Made from the code by OpenApiIT, which fails when the two differ and says how to renew this.\n"
                + write(document);
    }

    private void addTags(ObjectNode document) {
        var tags = new TreeMap<String, String>();
        for (var operation : operations.values()) {
            tags.put(
                    operation.tag,
                    docs.ofType(operation.handler.getBeanType().getName()).orElse(operation.tag));
        }
        var array = document.putArray("tags");
        tags.forEach((name, text) -> array.addObject().put("name", name).put("description", text));
    }

    private ObjectNode describe(Operation operation) {
        var raw = found.path("paths").path(operation.path).path(operation.method);
        if (!raw.isObject()) {
            throw new IllegalStateException("springdoc does not know " + operation);
        }
        var own = own("operations").path(operation.id.replaceFirst("(Alias)+$", ""));
        var described = JSON.createObjectNode();
        described.putArray("tags").add(operation.tag);
        described.put("summary", own.path("summary").asString(words(operation.id)));
        var description = description(operation, own);
        if (!description.isEmpty()) {
            described.put("description", description);
        }
        described.put("operationId", operation.id);
        addParameters(described, raw.path("parameters"), operation);
        addBody(described, raw.path("requestBody"), own);
        addResponses(described, raw.path("responses"), operation, own);
        if (isPublic(operation)) {
            described.putArray("security");
        }
        return described;
    }

    private boolean isPublic(Operation operation) {
        return OpenDoors.include(
                publicEndpoints, operation.method.toUpperCase(Locale.ROOT), operation.path.replaceAll("\\{\\w+}", "1"));
    }

    private List<String> writeHeaders() {
        return own("writeHeaders").propertyNames().stream().sorted().toList();
    }

    private String description(Operation operation, JsonNode own) {
        var text = own.path("description")
                .asString(docs.ofMethod(
                                operation.handler.getBeanType().getName(),
                                operation.handler.getMethod().getName())
                        .orElse(""));
        return operation.path.startsWith("/api/v1/admin/") ? (text + " Needs the role `ADMIN`.").strip() : text;
    }

    private void addParameters(ObjectNode described, JsonNode raw, Operation operation) {
        var headers = operation.method.equals("get") || isPublic(operation) ? List.<String>of() : writeHeaders();
        if (raw.isEmpty() && headers.isEmpty()) {
            return;
        }
        var parameters = described.putArray("parameters");
        for (var name : headers) {
            var header = parameters.addObject();
            header.put("name", name);
            header.put("in", "header");
            header.put("description", own("writeHeaders").path(name).asString());
            header.put("required", false);
            header.putObject("schema").put("type", "string");
        }
        for (var given : raw) {
            var name = given.path("name").asString();
            var parameter = parameters.addObject();
            parameter.put("name", name);
            parameter.set("in", given.path("in"));
            var text = parameterText(operation, name);
            if (!text.isEmpty()) {
                parameter.put("description", text);
            }
            parameter.put("required", given.path("required").asBoolean(false) && !isOptional(operation, name));
            parameter.set("schema", given.path("schema"));
        }
    }

    private String parameterText(Operation operation, String name) {
        var own = own("parameters");
        return own.path(operation.id.replaceFirst("(Alias)+$", "") + "." + name)
                .asString(docs.ofParameter(
                                operation.handler.getBeanType().getName(),
                                operation.handler.getMethod().getName(),
                                name)
                        .orElse(own.path(name)
                                .asString(shared.path("parameters").path(name).asString(""))));
    }

    /** springdoc reads the annotations only; Spring takes a parameter that may be null for optional too. */
    private static boolean isOptional(Operation operation, String name) {
        for (var parameter : operation.handler.getMethodParameters()) {
            var parameterName = nameOf(parameter);
            if (parameterName.equals(name)) {
                return parameter.isOptional();
            }
        }
        return false;
    }

    private static String nameOf(MethodParameter parameter) {
        var named = annotated(parameter, RequestParam.class, RequestParam::name)
                + annotated(parameter, RequestHeader.class, RequestHeader::name);
        return named.isEmpty() ? parameter.getParameter().getName() : named;
    }

    private static <A extends Annotation> String annotated(
            MethodParameter parameter, Class<A> type, Function<A, String> name) {
        var annotation = parameter.getParameterAnnotation(type);
        return annotation == null ? "" : name.apply(annotation);
    }

    private static void addBody(ObjectNode described, JsonNode raw, JsonNode own) {
        if (!raw.isObject()) {
            return;
        }
        var body = described.putObject("requestBody");
        body.put("required", true);
        var content = body.putObject("content");
        raw.path("content").forEachEntry((type, media) -> {
            var schema = content.putObject(type);
            if (own.has("request")) {
                schema.set("schema", reference(own.path("request").asString()));
            } else if (type.startsWith("text/")) {
                schema.putObject("schema").put("type", "string");
            } else {
                schema.set("schema", media.path("schema"));
            }
        });
    }

    private static void addResponses(ObjectNode described, JsonNode raw, Operation operation, JsonNode own) {
        var responses = described.putObject("responses");
        var produced = produced(operation, own);
        raw.forEachEntry((code, given) -> {
            if (!code.startsWith("2")) {
                return;
            }
            if (produced.isEmpty() && writesItself(operation) && !code.equals("204")) {
                throw new IllegalStateException(
                        operation.id
                                + " says nowhere what it answers with: let its mapping produce it, or the wording name its mediaType");
            }
            var status = own.path("status").asInt(Integer.parseInt(code));
            var response = responses.putObject(Integer.toString(status));
            response.put("description", HttpStatus.valueOf(status).getReasonPhrase());
            own.path("headers").forEachEntry((name, text) -> {
                var header = response.withObject("/headers").putObject(name);
                header.set("description", text);
                header.putObject("schema").put("type", "string");
            });
            var schema = schema(given.path("content"), own);
            if (schema != null || !produced.isEmpty()) {
                var content = response.putObject("content");
                for (var type : produced.isEmpty() ? List.of("application/json") : produced) {
                    content.putObject(type)
                            .set(
                                    "schema",
                                    schema != null
                                            ? schema
                                            : JSON.createObjectNode().put("type", "string"));
                }
            }
        });
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
    }

    private static @Nullable JsonNode schema(JsonNode content, JsonNode own) {
        if (own.has("response")) {
            return reference(own.path("response").asString());
        }
        for (var media : content) {
            if (media.path("schema").isObject()) {
                return media.path("schema");
            }
        }
        return null;
    }

    private static boolean writesItself(Operation operation) {
        return operation.handler.isVoid()
                && Arrays.asList(operation.handler.getMethod().getParameterTypes())
                        .contains(HttpServletResponse.class);
    }

    /** A handler that writes its answer itself declares no type, but its address can end in one. */
    private static List<String> produced(Operation operation, JsonNode own) {
        if (own.has("mediaType")) {
            return List.of(own.path("mediaType").asString());
        }
        var declared = new ArrayList<String>();
        for (var type : operation.mapping.getProducesCondition().getProducibleMediaTypes()) {
            declared.add(type.toString());
        }
        return declared.isEmpty() && operation.path.endsWith(".csv") ? List.of("text/csv") : List.copyOf(declared);
    }

    private JsonNode own(String part) {
        return wording.path(part);
    }

    private static ObjectNode reference(String schema) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private static String verb(RequestMethod method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    static String decapitalised(String word) {
        return word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }

    /** {@code campaignAdminPause} reads "Campaign admin pause". */
    private static String words(String name) {
        return capitalised(name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
    }

    private static ObjectNode yaml(@Nullable InputStream stream) {
        if (stream == null) {
            throw new IllegalArgumentException("no such resource");
        }
        try (stream) {
            Object loaded = new Yaml().load(stream);
            return JSON.valueToTree(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(ObjectNode document) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        Object plain = JSON.convertValue(document, Object.class);
        return new Yaml(options).dump(plain);
    }
}
