package dev.promo.promotion.deadletter;

import java.util.Base64;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import tools.jackson.databind.json.JsonMapper;

/** A record's headers in a column, in their order and to the byte: {@code [["name", "base64"], ["name", null]]}. */
final class HeaderColumn {

    private static final JsonMapper JSON = JsonMapper.shared();

    private HeaderColumn() {}

    static byte[] write(Headers headers) {
        var rows = JSON.createArrayNode();
        for (var header : headers) {
            var row = rows.addArray().add(header.key());
            if (header.value() == null) {
                row.addNull();
            } else {
                row.add(Base64.getEncoder().encodeToString(header.value()));
            }
        }
        return JSON.writeValueAsBytes(rows);
    }

    @SuppressWarnings("NullAway") // Kafka takes null for a header without a value
    static RecordHeaders read(byte[] column) {
        var headers = new RecordHeaders();
        for (var row : JSON.readTree(column)) {
            var value = row.get(1);
            headers.add(
                    row.get(0).stringValue(),
                    value.isNull() ? null : Base64.getDecoder().decode(value.stringValue()));
        }
        return headers;
    }
}
