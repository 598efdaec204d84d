package dev.promo.defaults.tracing;

import io.micrometer.tracing.exporter.SpanFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Keeps to itself what a span must not tell. The rest is Boot's: what is exported, and where to, by {@code management.opentelemetry.tracing.export}. */
@AutoConfiguration
public class TracingAutoConfiguration {

    @Bean
    SpanFilter toldOfSpans() {
        return new ToldOfSpans();
    }
}
