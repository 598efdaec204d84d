package dev.promo.defaults.tracing;

import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Set;

/**
 * Lets only the named attributes of a span leave the service.
 *
 * <p>A list of what passes instead of what is stripped: paths have voucher codes and user ids in them, messages of exceptions have
 * SQL and whatever somebody typed, and what libraries will add next year is not known here.
 */
final class ToldOfSpans implements SpanFilter {

    private static final Set<String> TOLD = Set.of(
            "method",
            "status",
            "outcome",
            "uri", // the pattern that matched, not the path
            "messaging.system",
            "messaging.destination.name");

    @Override
    public FinishedSpan map(FinishedSpan span) {
        return OtelFinishedSpan.fromOtel(new Told(OtelFinishedSpan.toOtel(span)));
    }

    private static final class Told extends DelegatingSpanData {
        private final Attributes attributes;

        Told(SpanData span) {
            super(span);
            attributes = span.getAttributes().toBuilder()
                    .removeIf(key -> !TOLD.contains(key.getKey()))
                    .build();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size();
        }

        /** Exceptions, with their messages and stack traces; the log has those under the same trace id. */
        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }

        /** Without the sentence, which is an exception's message. */
        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }
    }
}
