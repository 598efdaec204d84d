package dev.promo.promotion.voucher;

import dev.promo.events.DeadLetterHeaders;
import dev.promo.events.MalformedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record that nobody will ever be able to read, and why. */
record DeadLetter(ConsumerRecord<byte[], byte[]> message, MalformedEvent cause) {

    private static final int LONGEST_KEY = 1024;
    private static final int LONGEST_HEADERS = 64 * 1024;
    private static final int HEADER_OVERHEAD = 10;

    /** How long the record is uncompressed, never too low. */
    long size() {
        var size = (long) length(message.key()) + length(message.value());
        for (var header : message.headers()) {
            size += length(header);
        }
        return size;
    }

    /** The same without its value, and without the key and those headers that are long too; says so in headers of its own. */
    DeadLetter shortened() {
        var leftOut = new ArrayList<String>();
        leftOut.add("value");
        var key = message.key();
        if (length(key) > LONGEST_KEY) {
            key = null;
            leftOut.add("key");
        }
        var headers = new RecordHeaders();
        var room = LONGEST_HEADERS;
        for (var header : message.headers()) {
            if (length(header) <= room) {
                headers.add(header);
                room -= length(header);
            } else if (!leftOut.contains("headers")) {
                leftOut.add("headers");
            }
        }
        headers.add(DeadLetterHeaders.LEFT_OUT, text(String.join(", ", leftOut)));
        headers.add(DeadLetterHeaders.ORIGINAL_SIZE, text(Long.toString(size())));
        return new DeadLetter(
                new ConsumerRecord<>(
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        message.timestamp(),
                        message.timestampType(),
                        length(key),
                        ConsumerRecord.NULL_SIZE,
                        key,
                        null,
                        headers,
                        message.leaderEpoch()),
                cause);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static int length(Header header) {
        return text(header.key()).length + length(header.value()) + HEADER_OVERHEAD;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
