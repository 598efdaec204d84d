package dev.promo.events;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The place in a trace that an event comes from, as W3C Trace Context writes it in {@value #HEADER}.
 *
 * <p>Never a part of what an event says: an event without it, or with one that cannot be read, is the same event.
 *
 * @param value version 00, 55 characters
 */
public record TraceParent(String value) {

    /** The record's header, by the name under which OpenTelemetry's instrumentation of Kafka looks for it. */
    public static final String HEADER = "traceparent";

    private static final int LENGTH = 55;
    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    public TraceParent {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a traceparent of version 00");
        }
    }

    /** That of a record; null if it has none, several, or one that is not of version 00, which is all that is written here. */
    public static @Nullable TraceParent of(Headers headers) {
        var found = headers.headers(HEADER).iterator();
        if (!found.hasNext()) {
            return null;
        }
        var value = found.next().value();
        if (value == null || value.length != LENGTH || found.hasNext()) {
            return null;
        }
        return ofText(new String(value, StandardCharsets.ISO_8859_1));
    }

    /** That of a column; null if it is not one. */
    public static @Nullable TraceParent ofText(@Nullable String text) {
        return text != null && isWellFormed(text) ? new TraceParent(text) : null;
    }

    public String traceId() {
        return value.substring(TRACE, SPAN - 1);
    }

    public String spanId() {
        return value.substring(SPAN, FLAGS - 1);
    }

    /** Whether somebody may be recording the trace. */
    public boolean isSampled() {
        return (Character.digit(value.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    private static boolean isWellFormed(String text) {
        return text.length() == LENGTH
                && text.startsWith("00-")
                && isId(text, TRACE, SPAN - 1)
                && text.charAt(SPAN - 1) == '-'
                && isId(text, SPAN, FLAGS - 1)
                && text.charAt(FLAGS - 1) == '-'
                && isHex(text, FLAGS, LENGTH);
    }

    /** Nothing but zeros names nothing. */
    private static boolean isId(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return isHex(text, from, to);
            }
        }
        return false;
    }

    private static boolean isHex(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            var c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
