package dev.promo.promotion.voucher;

import dev.promo.defaults.tracing.CurrentTrace;
import dev.promo.events.FirstLogin;
import dev.promo.events.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision on one batch, as seen by each login that is being recorded: a batch has many parents, so every one of them gets a
 * span of its own. At full speed a span a login would cost more than the decision, so the others have none; their vouchers
 * belong to their traces all the same.
 *
 * <p>Made for one batch by its thread.
 */
final class DecisionSpans implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DecisionSpans.class);

    static final String NAME = "decide first login";

    private static final Attributes WHERE_FROM = Attributes.of(
            AttributeKey.stringKey("messaging.system"),
            "kafka",
            AttributeKey.stringKey("messaging.destination.name"),
            FirstLogin.TOPIC);

    private final Tracer tracer;
    private final List<Span> spans = new ArrayList<>(0);
    private boolean decided;

    DecisionSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * Begins the span of a login that is recorded.
     *
     * @param login what its record says
     * @return what its vouchers belong to: that span, or where there is none the login itself
     */
    @Nullable
    TraceParent begin(@Nullable TraceParent login) {
        if (login == null || !login.isSampled()) {
            return login;
        }
        var span = tracer.spanBuilder(NAME)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(Context.root().with(Span.wrap(remote(login))))
                .setAllAttributes(WHERE_FROM)
                .startSpan();
        spans.add(span);
        return CurrentTrace.of(span);
    }

    private static SpanContext remote(TraceParent login) {
        return SpanContext.createFromRemoteParent(
                login.traceId(), login.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** The batch's transaction is committed. */
    void decided() {
        decided = true;
    }

    /** Ends all of them, as failed unless the batch was decided: it is delivered again, and then has new ones. */
    @Override
    public void close() {
        for (var span : spans) {
            if (!decided) {
                span.setStatus(StatusCode.ERROR);
            } else if (log.isDebugEnabled()) {
                try (var _ = span.makeCurrent()) { // the line has its trace id
                    log.debug("Decided on a first login");
                }
            }
            span.end();
        }
    }
}
