package dev.promo.promotion.deadletter;

import dev.promo.events.DeadLetterHeaders;
import dev.promo.events.FirstLoginFormat;
import dev.promo.events.MalformedEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;

/** A record of {@code auth.first-login.dlt}, of any origin, and what its headers tell. */
record Arrival(ConsumerRecord<byte[], byte[]> message) {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,49}(\\.[A-Za-z0-9.]{1,49})?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST_CAUSE = 500;
    private static final int LONGEST_LEFT_OUT = 100;

    @Nullable
    Origin origin() {
        return Origin.of(message.headers());
    }

    /** Why it was set aside; of one that an older release set aside, as this release reads it. */
    String reason() {
        var told = text(DeadLetterHeaders.REASON);
        if (told != null && CODE.matcher(told).matches()) {
            return told;
        }
        try {
            FirstLoginFormat.read(message);
            return "READABLE";
        } catch (MalformedEvent malformed) {
            return malformed.code();
        }
    }

    String cause() {
        var told = text(KafkaHeaders.DLT_EXCEPTION_MESSAGE);
        return told == null ? "The record does not say why." : cut(told, LONGEST_CAUSE);
    }

    @Nullable
    String leftOut() {
        var told = text(DeadLetterHeaders.LEFT_OUT);
        return told == null ? null : cut(told, LONGEST_LEFT_OUT);
    }

    @Nullable
    Long originalSize() {
        return number(DeadLetterHeaders.ORIGINAL_SIZE);
    }

    @Nullable
    Long comesFrom() {
        return number(DeadLetterHeaders.LETTER);
    }

    /** How often it was tried to bring back, before it was set aside this time. */
    int attempts() {
        var told = text(DeadLetterHeaders.REDRIVES);
        return told != null && COUNT.matcher(told).matches() ? Integer.parseInt(told) : 0;
    }

    private @Nullable Long number(String header) {
        var told = text(header);
        return told != null && NUMBER.matcher(told).matches() ? Long.valueOf(told) : null;
    }

    private @Nullable String text(String name) {
        var header = message.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String cut(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }
}
