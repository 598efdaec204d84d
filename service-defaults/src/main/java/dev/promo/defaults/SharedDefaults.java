package dev.promo.defaults;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Adds the settings all services share as the property source of lowest precedence, so that any service, file or variable may override each of them. */
public final class SharedDefaults implements EnvironmentPostProcessor {

    static final String NAME = "promo-shared-defaults";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("spring.threads.virtual.enabled", "true"),
            Map.entry(
                    "spring.main.keep-alive",
                    "true"), // virtual threads are daemons: without this a consumer-only JVM ends
            Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "10s"),
            Map.entry("spring.jpa.open-in-view", "false"),
            Map.entry("spring.web.resources.add-mappings", "false"),
            // whatever parses a form does so before rate limit, authentication and body limit, and as much as is sent
            Map.entry("spring.mvc.formcontent.filter.enabled", "false"),
            Map.entry("spring.mvc.hiddenmethod.filter.enabled", "false"),
            Map.entry("spring.servlet.multipart.enabled", "false"),
            Map.entry("spring.jackson.factory.constraints.read.max-nesting-depth", "32"),
            Map.entry("spring.kafka.admin.auto-create", "false"), // would hold up the start while the broker is down
            Map.entry("spring.kafka.admin.operation-timeout", "5s"),
            // made anew for each try; it would say without end that it begins again while the broker refuses
            Map.entry("spring.kafka.admin.properties.metadata.recovery.strategy", "none"),
            Map.entry("server.shutdown", "graceful"),
            Map.entry("server.forward-headers-strategy", "none"), // Boot would trust X-Forwarded-* on a cloud platform
            Map.entry("server.max-http-request-header-size", "16KB"),
            Map.entry("server.tomcat.connection-timeout", "10s"),
            // longer than our clients keep idle connections, so that none is closed under a request
            Map.entry("server.tomcat.keep-alive-timeout", "75s"),
            Map.entry("server.tomcat.max-http-form-post-size", "64KB"),
            Map.entry("server.tomcat.max-swallow-size", "1MB"),
            Map.entry("server.tomcat.max-parameter-count", "100"),
            Map.entry("management.endpoints.access.default", "read-only"),
            Map.entry("management.endpoints.web.exposure.include", "health,info,prometheus,sbom"),
            Map.entry("management.endpoints.web.discovery.enabled", "false"),
            Map.entry("management.endpoint.health.probes.enabled", "true"),
            Map.entry("management.endpoint.health.show-details", "never"),
            // a stranger's mistake, answered with 404: nothing to warn of, and no way to write into the log
            Map.entry("logging.level.org.springframework.web.servlet.PageNotFound", "error"),
            Map.entry("logging.pattern.correlation", "[%X{correlationId:-}] [%X{traceId:-}-%X{spanId:-}] "),
            // one request in ten is recorded; the trace id is in every log line and record either way
            Map.entry("management.tracing.sampling.probability", "0.1"),
            Map.entry("management.tracing.propagation.consume", "w3c"), // Boot would take Zipkin's headers too
            Map.entry("management.tracing.propagation.produce", "w3c"),
            // buckets for objectives: of services behind one load balancer, only buckets can be added up
            Map.entry(
                    "management.metrics.distribution.slo.http.server.requests",
                    "25ms,50ms,100ms,250ms,500ms,1s,2500ms,5s,10s"),
            Map.entry("management.tracing.baggage.enabled", "false"), // whatever a caller wants to have carried along
            // spans of every filter and of every look for something to do
            Map.entry("management.observations.enable.spring.security", "false"),
            Map.entry("management.observations.enable.tasks.scheduled", "false"));

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.getPropertySources().contains(NAME)) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(NAME, new HashMap<String, Object>(SETTINGS)));
        }
    }
}
