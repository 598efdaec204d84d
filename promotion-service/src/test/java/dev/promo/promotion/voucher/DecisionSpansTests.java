package dev.promo.promotion.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.events.TraceParent;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionSpansTests {

    private static final TraceParent SAMPLED =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final TraceParent UNSAMPLED =
            new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

    private final Recorded recorded = new Recorded();
    private final Tracer tracer = SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn()) // only our own check keeps spans from being made
            .addSpanProcessor(recorded)
            .build()
            .get("test");

    @Test
    void aLoginThatIsRecordedGetsASpanOfItsOwnInItsTrace() {
        try (var spans = new DecisionSpans(tracer)) {
            var voucher = spans.begin(SAMPLED);
            assertThat(recorded.ended).isEmpty();
            spans.decided();
            assertThat(voucher).isNotNull().extracting(TraceParent::traceId).isEqualTo(SAMPLED.traceId());
        }

        assertThat(recorded.ended).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("decide first login");
            assertThat(span.getTraceId()).isEqualTo(SAMPLED.traceId());
            assertThat(span.getParentSpanId()).isEqualTo(SAMPLED.spanId());
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        });
    }

    @Test
    void aLoginThatIsNotRecordedOrSaysNothingGetsNone() {
        try (var spans = new DecisionSpans(tracer)) {
            assertThat(spans.begin(UNSAMPLED)).isSameAs(UNSAMPLED);
            assertThat(spans.begin(null)).isNull();
            spans.decided();
        }

        assertThat(recorded.begun).isZero();
    }

    @Test
    void aDecisionThatFailedIsSeenAsFailed() {
        try (var spans = new DecisionSpans(tracer)) {
            spans.begin(SAMPLED);
        }

        assertThat(recorded.ended)
                .singleElement()
                .extracting(span -> span.getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }

    private static final class Recorded implements SpanProcessor {
        private int begun;
        private final List<SpanData> ended = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            begun++;
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
