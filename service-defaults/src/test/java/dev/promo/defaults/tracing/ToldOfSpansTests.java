package dev.promo.defaults.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToldOfSpansTests {

    @Test
    void onlyNamedAttributesLeaveAndNothingOfAnException() {
        try (var tracing = SdkTracerProvider.builder().build()) {
            var span = tracing.get("test")
                    .spanBuilder("http get /vouchers/{code}")
                    .setAttribute("method", "GET")
                    .setAttribute("http.url", "/vouchers/SECRET")
                    .setAttribute("of.next.year", "SECRET")
                    .startSpan();
            span.recordException(new IllegalStateException("SELECT SECRET"));
            span.setStatus(StatusCode.ERROR, "SELECT SECRET");
            span.addEvent("SECRET");

            var told = told(((ReadableSpan) span).toSpanData());

            assertThat(told.getName()).isEqualTo("http get /vouchers/{code}");
            assertThat(told.getAttributes().asMap()).isEqualTo(Map.of(AttributeKey.stringKey("method"), "GET"));
            assertThat(told.getEvents()).isEmpty();
            assertThat(told.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(told.getStatus().getDescription()).isEmpty();
        }
    }

    private static SpanData told(SpanData span) {
        return OtelFinishedSpan.toOtel(new ToldOfSpans().map(OtelFinishedSpan.fromOtel(span)));
    }
}
