package dev.promo.defaults.web;

import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/** Serves the OpenAPI documents that a service has in {@code static/openapi}: the only files a service gives away. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnResource(resources = "classpath:/static/openapi/")
public class ApiDocumentAutoConfiguration {

    @Bean
    ResourceHttpRequestHandler apiDocuments() {
        var files = new ResourceHttpRequestHandler();
        files.setLocations(List.of(new ClassPathResource("static/openapi/")));
        files.setMediaTypes(Map.of("yaml", MediaType.APPLICATION_YAML));
        files.setCacheControl(CacheControl.noCache()); // asked for each time, and answered 304 if it is the same
        return files;
    }

    /** A mapping of its own, as the usual registry cannot be told what YAML is. */
    @Bean
    SimpleUrlHandlerMapping apiDocumentAddresses(ResourceHttpRequestHandler apiDocuments) {
        return new SimpleUrlHandlerMapping(Map.of("/openapi/*.yaml", apiDocuments), Ordered.LOWEST_PRECEDENCE - 1);
    }
}
