package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.RawHttp;
import dev.promo.defaults.TestIssuer;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The page with the API, as anybody gets it from the gateway. */
@SpringBootTest(
        classes = {GatewayService.class, TestIssuer.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "management.server.port=0"})
class SwaggerUiTests {
    private static final FakeService AUTH = new FakeService("auth");
    private static final FakeService PROMOTION = new FakeService("promotion");
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    private final int port;
    private final Http http;

    SwaggerUiTests(@LocalServerPort int port) {
        this.port = port;
        this.http = new Http(port);
    }

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("promo.gateway.auth-url", AUTH::url);
        registry.add("promo.gateway.promotion-url", PROMOTION::url);
    }

    @AfterAll
    static void close() {
        AUTH.close();
        PROMOTION.close();
    }

    @Test
    void thePageAndAllItLoadsAreServedWithoutAToken() {
        var page = http.get("/swagger-ui/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(type(page)).startsWith("text/html");
        var loaded = LOADED.matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(loaded).hasSize(5).allSatisfy(file -> {
            var answer = http.get("/swagger-ui/" + file);
            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(answer.body()).as(file).isNotEmpty();
        });
        assertThat(type(http.get("/swagger-ui/swagger-ui-bundle.js"))).contains("javascript");
        assertThat(type(http.get("/swagger-ui/swagger-ui.css"))).startsWith("text/css");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/swagger-ui/", "/swagger-ui/index.html", "/swagger-ui/swagger-initializer.js"})
    void ourFilesNameNoOtherHost(String path) {
        assertThat(http.get(path).body()).doesNotContain("http:", "https:", "\"//", "'//");
    }

    @Test
    void thePageListsBothDocumentsAndHasNothingCheckedElsewhere() {
        assertThat(http.get("/swagger-ui/swagger-initializer.js").body())
                .contains("\"/openapi/auth.yaml\"", "\"/openapi/promotion.yaml\"", "tryItOutEnabled: true")
                .contains("validatorUrl: null");
    }

    @ParameterizedTest
    @CsvSource({"/openapi/auth.yaml, auth", "/openapi/promotion.yaml, promotion"})
    void eachDocumentComesFromItsServiceWithoutAToken(String path, String service) {
        var answer = http.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"service\":\"" + service + "\"");
    }

    @Test
    void theAddressWithoutItsSlashLeadsThereAndNowhereElse() {
        var answer =
                RawHttp.exchange(port, "GET /swagger-ui HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 302")
                .contains("Location: /swagger-ui/\r\n")
                .doesNotContain("evil");
    }

    @Test
    void onlyThePageMayRunScripts() {
        assertThat(policy(http.get("/swagger-ui/")))
                .contains("script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "script-src 'self' 'unsafe-inline'", "*");
        for (var path : new String[] {"/homepage", "/openapi/auth.yaml", "/swagger-ui.html"}) {
            assertThat(policy(http.get(path))).as(path).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webjars/swagger-ui/5.34.1/index.html",
                "/swagger-ui.html",
                "/openapi/",
                "/openapi/gateway.yaml",
                "/v3/api-docs"
            })
    void nothingElseOfItIsOpen(String path) {
        assertThat(http.get(path).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/swagger-ui/nothing.js",
                "/swagger-ui/%2e%2e/application.yml",
                "/swagger-ui/..%2fapplication.yml"
            })
    void nothingIsServedFromBesideThePage(String path) {
        assertThat(http.get(path, "Authorization", "Bearer " + TestIssuer.token())
                        .statusCode())
                .isIn(400, 404);
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static String policy(HttpResponse<String> answer) {
        return String.join(", ", answer.headers().allValues("Content-Security-Policy"));
    }
}
