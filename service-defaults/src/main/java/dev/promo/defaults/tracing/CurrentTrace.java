package dev.promo.defaults.tracing;

import dev.promo.events.TraceParent;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/** Where in a trace this thread is, to be passed on to whatever comes of what it does. */
public final class CurrentTrace {

    private CurrentTrace() {}

    /** Null outside any trace. */
    public static @Nullable TraceParent parent() {
        return of(Span.current());
    }

    /** That span as a parent of others; null if it is none. Whether it is recorded makes no difference. */
    public static @Nullable TraceParent of(Span span) {
        var context = span.getSpanContext();
        return context.isValid()
                ? new TraceParent("00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex())
                : null;
    }
}
