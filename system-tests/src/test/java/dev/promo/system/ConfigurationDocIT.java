package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.SharedDefaults;
import dev.promo.local.ProjectHome;
import dev.promo.system.ServiceJar.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** {@code docs/configuration.md} tells every setting of the services, as their jars know them. */
class ConfigurationDocIT {

    private static final Path ROOT = ProjectHome.find().root();
    private static final List<String> SERVICES = List.of("auth-service", "promotion-service", "gateway-service");
    private static final CommittedPage PAGE = CommittedPage.named("configuration.md");
    private static final Pattern IN_CODE = Pattern.compile("\\$\\{(promo\\.[a-z.-]+)");
    private static final Pattern IN_TEXT = Pattern.compile("^\\| `([a-z0-9.-]+)`", Pattern.MULTILINE);

    private final Map<String, ServiceJar> jars = new LinkedHashMap<>();

    ConfigurationDocIT() {
        SERVICES.forEach(service -> jars.put(service, ServiceJar.of(service)));
    }

    @Test
    void thePageIsWhatTheJarsSay() throws IOException {
        PAGE.mustEndWith(generated());
    }

    @Test
    void everySettingOfOursSaysWhatItMeans() {
        assertThat(jars.values())
                .flatExtracting(jar -> jar.own().values())
                .filteredOn(property -> property.name().startsWith("promo."))
                .hasSizeGreaterThan(40)
                .allSatisfy(ConfigurationDocIT::isDescribed);
        assertThat(any().shared().values()).isNotEmpty().allSatisfy(ConfigurationDocIT::isDescribed);
    }

    @Test
    void everySettingThatTheCodeReadsByNameIsOnThePage() throws IOException {
        for (var module : List.of("service-defaults", "auth-service", "promotion-service", "gateway-service")) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (var file :
                        files.filter(name -> name.toString().endsWith(".java")).toList()) {
                    IN_CODE.matcher(Files.readString(file))
                            .results()
                            .forEach(setting -> assertThat(generated())
                                    .as("in %s", file)
                                    .contains("| `" + setting.group(1) + "` |"));
                }
            }
        }
    }

    @Test
    void whatADeploymentIsToldToSetExists() throws IOException {
        var page = Files.readString(PAGE.file());
        var written = page.substring(0, page.indexOf("<!--"));

        assertThat(IN_TEXT.matcher(written).results())
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        row -> assertThat(jars.values()).as(row.group(1)).anySatisfy(jar -> jar.find(row.group(1))));
    }

    /** One of them, for what all have. */
    private ServiceJar any() {
        return jars.values().iterator().next();
    }

    private static void isDescribed(Property property) {
        assertThat(property.description()).as(property.name()).isNotBlank();
    }

    private String generated() {
        var text = new StringBuilder("\n## All services\n");
        var any = any();
        text.append("`promo.outbox.*` matters where there is an outbox: in auth-service and promotion-service.\n\n");
        describe(text, any.shared());
        text.append("\nWhat they set of Spring Boot's, all three alike:\n\n");
        head(text);
        shared().forEach((name, value) -> set(text, any, name, value, ""));
        jars.forEach((service, jar) -> {
            text.append("\n## ").append(service).append("\n\n");
            describe(text, jar.own());
            text.append("\nWhat it sets of Spring Boot's and of what all services have:\n\n");
            head(text);
            jar.settings().forEach(setting -> set(text, jar, setting.name(), setting.value(), setting.comment()));
        });
        return text.toString();
    }

    private static void describe(StringBuilder text, Map<String, Property> properties) {
        text.append("| property | type | default | meaning |\n| --- | --- | --- | --- |\n");
        properties.values().stream()
                .filter(property -> property.name().startsWith("promo."))
                .forEach(property -> text.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                property.name(),
                                type(property),
                                code(property.defaultValue()),
                                plain(property.description()))));
    }

    private static void head(StringBuilder text) {
        text.append("| property | type | set to | else | meaning |\n| --- | --- | --- | --- | --- |\n");
    }

    private static void set(StringBuilder text, ServiceJar jar, String name, String value, String comment) {
        var known = jar.find(name.replaceAll("\\[].*", ""));
        var meaning = plain(known.description().split("(?<=\\.) ", 2)[0]);
        var here = comment.isEmpty() ? "" : "*Here: " + plain(comment) + "*";
        text.append("| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        name,
                        known.name().equals(name) ? type(known) : "String",
                        code(value),
                        known.name().equals(name) ? code(known.defaultValue()) : "–",
                        (meaning + " " + here).strip()));
    }

    private static String type(Property property) {
        return property.shortType().replace("<", "\\<");
    }

    private static String code(@Nullable String value) {
        return value == null || value.isEmpty() ? "–" : "`" + value.replace("|", "\\|") + "`";
    }

    /** Javadoc as Markdown. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link) ([^}]+)}", "`$1`")
                .replaceAll("</?code>", "`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    /** What service-defaults brings, by name. */
    private static Map<String, String> shared() {
        var environment = new StandardEnvironment();
        new SharedDefaults().postProcessEnvironment(environment, new SpringApplication());
        var settings = new TreeMap<String, String>();
        var source = (EnumerablePropertySource<?>) environment.getPropertySources().stream()
                .reduce((_, last) -> last)
                .orElseThrow();
        for (var name : source.getPropertyNames()) {
            settings.put(name, String.valueOf(source.getProperty(name)));
        }
        return settings;
    }
}
