package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTests {

    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void theHeaderIsReadAsItWasWritten() {
        var event = FirstLoginFormat.write(new FirstLogin(new UUID(0, 1), 1, Instant.EPOCH));

        var written = event.in(new TraceParent(SAMPLED)).toProducerRecord().headers();
        var without = event.toProducerRecord().headers();

        assertThat(TraceParent.of(written)).isEqualTo(new TraceParent(SAMPLED));
        assertThat(TraceParent.of(without)).isNull();
        assertThat(without.headers(TraceParent.HEADER)).isEmpty();
    }

    @Test
    void itsPartsAreTraceSpanAndWhetherItIsSampled() {
        var trace = new TraceParent(SAMPLED);

        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(trace.isSampled()).isTrue();
        assertThat(new TraceParent(SAMPLED.replace("-01", "-03")).isSampled()).isTrue();
        assertThat(new TraceParent(SAMPLED.replace("-01", "-00")).isSampled()).isFalse();
        assertThat(new TraceParent(SAMPLED.replace("-01", "-02")).isSampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-é1",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void whatIsNoTraceParentIsNoneAndNoTrouble(String text) {
        var headers = new RecordHeaders().add(TraceParent.HEADER, text.getBytes(StandardCharsets.UTF_8));

        assertThat(TraceParent.of(headers)).isNull();
        assertThat(TraceParent.ofText(text)).isNull();
        assertThatThrownBy(() -> new TraceParent(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeaderWithoutAValueOrTwiceIsNone() {
        assertThat(TraceParent.of(new RecordHeaders().add(TraceParent.HEADER, null)))
                .isNull();
        assertThat(TraceParent.of(new RecordHeaders()
                        .add(TraceParent.HEADER, SAMPLED.getBytes(StandardCharsets.US_ASCII))
                        .add(TraceParent.HEADER, SAMPLED.getBytes(StandardCharsets.US_ASCII))))
                .isNull();
    }
}
