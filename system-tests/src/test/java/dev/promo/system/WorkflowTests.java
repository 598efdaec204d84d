package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What GitHub reads of this repository: a workflow that checks what {@code .ci/run} checks, and rules for updates. */
class WorkflowTests {

    private static final Path ROOT = ProjectHome.find().root();

    /** A step that did more would be a check that nobody can run at home. */
    @Test
    void allThatTheWorkflowRunsIsTheScript() throws IOException {
        var jobs = workflow().path("jobs");

        assertThat(jobs.findValuesAsString("run"))
                .hasSize(2)
                .allMatch(command -> command.equals(".ci/run") || command.startsWith(".ci/run -"));
        assertThat(ROOT.resolve(".ci/run")).isExecutable();
    }

    @Test
    void theServicesAreTestedOnTheDatabaseThatProductionHas() throws IOException {
        var job = workflow().at("/jobs/mysql");
        var compose = new Yaml().<Map<String, Object>>load(Files.readString(ROOT.resolve("docker-compose.yml")));

        assertThat(job.at("/services/mysql/image"))
                .isEqualTo(JsonMapper.shared().valueToTree(compose).at("/services/mysql/image"));
        assertThat(job.findValuesAsString("run"))
                .singleElement()
                .asString()
                .contains("-Ddb=external", "-Ddb.url=jdbc:mysql://127.0.0.1:3306", "-Ddb.user=root")
                .contains("-Ddb.password="
                        + job.at("/services/mysql/env/MYSQL_ROOT_PASSWORD").asString());
    }

    @Test
    void theWorkflowsJdkIsTheProjects() throws IOException {
        var version = Pattern.compile("<java.version>(\\d+)</java.version>");
        var pom = version.matcher(Files.readString(ROOT.resolve("pom.xml")));

        assertThat(pom.find()).isTrue();
        assertThat(workflow().findValuesAsString("java-version")).containsOnly(pom.group(1));
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("openjdk-" + pom.group(1) + "-jdk");
    }

    /** The newest train that can be used is written in two places. */
    @Test
    void updatesAreProposedBelowThePinsOfThePom() throws IOException {
        var rules = JsonMapper.shared().readTree(Files.readString(ROOT.resolve(".github/renovate.json")));
        var pom = Files.readString(ROOT.resolve("pom.xml"));

        var train = Pattern.compile("<spring-cloud.version>(.+)</spring-cloud.version>")
                .matcher(pom);
        assertThat(train.find()).isTrue();
        assertThat(rules.findValuesAsString("allowedVersions")).contains("<=" + train.group(1));
    }

    private static JsonNode workflow() throws IOException {
        return JsonMapper.shared()
                .valueToTree(new Yaml().load(Files.readString(ROOT.resolve(".github/workflows/ci.yml"))));
    }
}
