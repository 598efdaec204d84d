package dev.promo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.openapi.ApiDocument;
import dev.promo.defaults.openapi.CommittedDocument;
import dev.promo.defaults.token.PublicEndpoints;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springdoc.core.utils.SpringDocUtils;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.node.ObjectNode;

/** The API does not change unseen. */
class OpenApiIT extends WholeServiceTest {

    @Autowired
    private OpenApiWebMvcResource springdoc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping handlers;

    @Autowired
    private PublicEndpoints publicEndpoints;

    @Test
    void theCommittedDocumentSaysWhatTheServiceDoes() throws Exception {
        SpringDocUtils.getConfig().replaceWithClass(ObjectNode.class, Map.class); // not a bean to be described
        var path = "/v3/api-docs";
        var found = springdoc.openapiJson(new MockHttpServletRequest("GET", path), path, Locale.ENGLISH);
        var wording = getClass().getResourceAsStream("/openapi/wording.yaml");

        var document = new ApiDocument(found, handlers, publicEndpoints, wording);

        new CommittedDocument(Path.of("src/main/resources/static/openapi/auth.yaml")).mustBe(document.toYaml());
    }

    @Test
    void anybodyCanReadIt() {
        var answer = get("/openapi/auth.yaml");

        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(answer.getResponseHeaders().getFirst("Content-Type")).startsWith("application/yaml");
        assertThat(answer.getResponseBody()).contains("openapi: 3.1.0", "/api/v1/user/login");
    }
}
