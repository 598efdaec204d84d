package dev.promo.promotion.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One open stream of server-sent events. The watcher lays events into its queue, the request's own thread writes them; a
 * client that is too slow for its queue is hung up on, and resumes from what it got.
 */
final class VoucherStream implements Watching {

    private static final int LONGEST_QUEUE = 1_000;

    /** What a client waits before it comes again. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final long userId;
    private final FeedPosition position;
    private final OutputStream out;
    private final JsonMapper json;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private volatile boolean ended;

    VoucherStream(long userId, FeedPosition position, OutputStream out, JsonMapper json) {
        this.userId = userId;
        this.position = position;
        this.out = out;
        this.json = json;
    }

    @Override
    public long userId() {
        return userId;
    }

    @Override
    public void tell(News news) {
        if (ended) {
            return;
        }
        var next = next(news);
        if (next != null && !told.offer(next)) {
            ended = true;
        }
    }

    @Override
    public void end() {
        ended = true;
        told.offer(Told.NOTHING);
    }

    /** Says where the client stands, so that it can resume even if nothing happens. */
    void open() throws IOException {
        write("retry: " + RETRY.toMillis() + "\nid: " + position + "\n\n");
        out.flush();
    }

    /** Writes what happened before the watcher tells of anything. */
    void catchUp(Iterable<News> page) throws IOException {
        for (var one : page) {
            var next = next(one);
            if (next != null) {
                write(next);
            }
        }
        out.flush();
    }

    /** Writes what the watcher tells until the time is over, and something in every silence. */
    void run(Duration heartbeat, long deadline) throws IOException, InterruptedException {
        while (!ended || !told.isEmpty()) {
            var left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            var next = told.poll(Math.min(left, heartbeat.toNanos()), TimeUnit.NANOSECONDS);
            if (next == null) {
                write(":\n\n");
            } else {
                write(next);
            }
            out.flush();
        }
    }

    private @Nullable Told next(News news) {
        var event = news.event();
        return event != null && position.take(news.source(), news.id(), System.nanoTime())
                ? new Told(event, position.toString())
                : null;
    }

    private void write(Told next) throws IOException {
        var event = next.event();
        if (event != null) {
            write("event: " + event.name() + "\nid: " + next.position() + "\ndata: " + json.writeValueAsString(event)
                    + "\n\n");
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    /** @param position what the client knows once it has the event */
    private record Told(@Nullable VoucherEvent event, String position) {
        static final Told NOTHING = new Told(null, "");
    }
}
