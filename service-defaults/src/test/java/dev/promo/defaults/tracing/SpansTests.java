package dev.promo.defaults.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.defaults.ExportedSpans;
import dev.promo.defaults.Http;
import dev.promo.defaults.SampleServiceTest;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What leaves a service of a trace, and what its log says of it. */
@SampleServiceTest
@ExtendWith(OutputCaptureExtension.class)
class SpansTests {

    private static final String CALLER = "b7ad6b7169203331";

    private final String trace = UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);

    @Autowired
    private ExportedSpans exported;

    @Autowired
    private SdkTracerProvider tracing;

    private final Http http;

    SpansTests(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void aSpanTellsThePatternOfAPathAndNothingThatSomebodySent() {
        http.get("/number/4711?search=zephyrine", "traceparent", caller("01"), "User-Agent", "zephyrine");

        assertThat(spans()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("http get /number/{number}");
            assertThat(span.getParentSpanId()).isEqualTo(CALLER);
            assertThat(everythingOf(span)).doesNotContain("4711", "zephyrine");
        });
    }

    @Test
    void aSpanOfABugTellsNothingOfTheExceptionAndTheLogHasItUnderTheTrace(CapturedOutput output) {
        http.get("/throw/bug", "traceparent", caller("01"), "X-Correlation-Id", "find-me-4321");

        assertThat(spans()).singleElement().satisfies(span -> {
            assertThat(span.getAttributes().asMap()).containsValue("SERVER_ERROR");
            assertThat(everythingOf(span)).doesNotContain("SELECT", "IllegalState", "at dev.promo");
        });
        assertThat(output.getAll().lines().filter(line -> line.contains("[find-me-4321]")))
                .isNotEmpty()
                .allMatch(line -> line.contains("[" + trace + "-"));
    }

    @Test
    void whatTheCallerDoesNotRecordIsNotRecordedHere() {
        http.get("/public", "traceparent", caller("00"));
        http.get("/page?size=1", "traceparent", caller("01").replace("00-", "ff-"));
        http.get("/number/1", "traceparent", caller("01"));

        assertThat(spans()).singleElement().extracting(SpanData::getName).isEqualTo("http get /number/{number}");
    }

    private String caller(String flags) {
        return "00-" + trace + "-" + CALLER + "-" + flags;
    }

    private List<SpanData> spans() {
        // a span ends after its answer has arrived
        return await().until(
                        () -> {
                            tracing.forceFlush().join(10, TimeUnit.SECONDS);
                            return exported.ofTrace(trace);
                        },
                        spans -> !spans.isEmpty());
    }

    private static String everythingOf(SpanData span) {
        return span.getName() + span.getAttributes() + span.getEvents() + span.getStatus() + span.getLinks();
    }
}
