package dev.promo.promotion.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of server-sent events. */
final class EventStream implements AutoCloseable {

    /** One dispatched event. */
    record Event(String name, String id, JsonNode data) {}

    private final HttpResponse<InputStream> answer;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String lastEventId;

    EventStream(HttpResponse<InputStream> answer) {
        this.answer = answer;
        assertThat(answer.statusCode()).isEqualTo(200);
        Thread.ofVirtual().start(this::read);
        awaitOrFail(opened);
    }

    HttpResponse<InputStream> answer() {
        return answer;
    }

    /** The next event, which comes soon. */
    Event next() throws InterruptedException {
        var event = events.poll(10, SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    List<Event> next(int count) throws InterruptedException {
        var next = new ArrayList<Event>();
        for (var i = 0; i < count; i++) {
            next.add(next());
        }
        return next;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int heartbeats() {
        return heartbeats.get();
    }

    String lastEventId() {
        var id = lastEventId;
        if (id == null) {
            throw new AssertionError("the stream has not said where it is");
        }
        return id;
    }

    void awaitEnd() {
        awaitOrFail(ended);
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            var fields = new HashMap<String, String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    dispatch(fields);
                    fields.clear();
                } else if (line.startsWith(":")) {
                    heartbeats.incrementAndGet();
                } else {
                    var colon = line.indexOf(": ");
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        } catch (IOException _) {
            // closed by one of the two
        } finally {
            ended.countDown();
        }
    }

    private void dispatch(Map<String, String> fields) {
        var id = fields.get("id");
        var data = fields.get("data");
        if (id != null) {
            lastEventId = id;
        }
        if (data != null) {
            events.add(new Event(
                    fields.getOrDefault("event", "message"),
                    id == null ? "" : id,
                    JsonMapper.shared().readTree(data)));
        }
        opened.countDown();
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
