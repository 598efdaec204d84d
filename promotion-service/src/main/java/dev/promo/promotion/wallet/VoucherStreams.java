package dev.promo.promotion.wallet;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The event streams that are open. Each holds its request's thread, which costs little as it is a virtual one, until the
 * client leaves, its token ends or the service stops.
 */
@Component
class VoucherStreams {
    private static final Logger log = LoggerFactory.getLogger(VoucherStreams.class);

    private static final int PAGE = 500;

    private final WalletNews news;
    private final Watcher watcher;
    private final WalletProperties properties;
    private final JsonMapper json;
    private final Clock clock;
    private final Semaphore seats;
    private final ConcurrentHashMap<Long, Deque<VoucherStream>> perPerson = new ConcurrentHashMap<>();

    VoucherStreams(
            WalletNews news,
            Watcher watcher,
            WalletProperties properties,
            JsonMapper json,
            Clock clock,
            MeterRegistry meters) {
        this.news = news;
        this.watcher = watcher;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
        seats = new Semaphore(properties.maxStreams());
        meters.gauge("wallet.streams", seats, free -> properties.maxStreams() - free.availablePermits());
    }

    /**
     * Streams until one of the two is no longer there.
     *
     * @param lastEventId of the last event that the client has; null to begin with what happens from now on
     * @param until when the client's right ends
     */
    void stream(long userId, @Nullable String lastEventId, Instant until, HttpServletResponse response)
            throws IOException {
        var deadline = System.nanoTime()
                + Math.max(0, Duration.between(clock.instant(), until).toNanos());
        var known = lastEventId == null ? null : parse(lastEventId);
        if (known != null && isAhead(known)) {
            known = null; // of a database that was set back: what it knew is gone
        }
        takeSeat();
        try {
            var position = known == null ? news.now(userId, System.nanoTime()) : known;
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("X-Accel-Buffering", "no"); // for a proxy in front that would collect events
            var stream = new VoucherStream(userId, position, response.getOutputStream(), json);
            endTheOldestBeyondTheLimit(stream);
            try {
                write(stream, known, deadline);
            } finally {
                forget(stream);
            }
        } finally {
            seats.release();
        }
    }

    /**
     * A client that has left is noticed only when something cannot be written to it. So that nobody who comes again and again is
     * kept out by streams that nobody reads any more, the oldest ones make room.
     */
    private void endTheOldestBeyondTheLimit(VoucherStream stream) {
        perPerson.compute(stream.userId(), (_, open) -> {
            var streams = open == null ? new ArrayDeque<VoucherStream>() : open;
            streams.addLast(stream);
            while (streams.size() > properties.maxStreamsPerPerson()) {
                streams.removeFirst().end();
            }
            return streams;
        });
    }

    private void forget(VoucherStream stream) {
        perPerson.computeIfPresent(stream.userId(), (_, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }

    private void write(VoucherStream stream, @Nullable FeedPosition known, long deadline) {
        try {
            stream.open();
            if (known != null) {
                catchUp(stream, known);
            }
            if (watcher.add(stream)) {
                stream.run(properties.heartbeat(), deadline);
            }
        } catch (IOException gone) {
            log.debug("A client left its event stream", gone);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            watcher.remove(stream);
        }
    }

    /**
     * In pages, so that no memory or transaction depends on how long the client was away. Changes are read up to a mark from
     * before the vouchers, so that no change comes before its voucher; the watcher tells of those beyond.
     */
    private void catchUp(VoucherStream stream, FeedPosition known) throws IOException {
        var person = List.of(stream.userId());
        var mark = news.newest().change();
        var voucher = known.settledVoucher();
        var change = known.settledChange();
        List<News> page;
        do {
            page = news.vouchers(person, voucher, PAGE);
            stream.catchUp(page);
            voucher = page.isEmpty() ? voucher : page.getLast().id();
        } while (page.size() == PAGE);
        do {
            page = news.changes(person, change, mark, PAGE);
            stream.catchUp(page);
            change = page.isEmpty() ? change : page.getLast().id();
        } while (page.size() == PAGE);
    }

    private boolean isAhead(FeedPosition known) {
        var newest = news.newest();
        return known.settledVoucher() > newest.voucher() || known.settledChange() > newest.change();
    }

    private static FeedPosition parse(String lastEventId) {
        return FeedPosition.parse(lastEventId, System.nanoTime())
                .orElseThrow(() ->
                        ApiProblem.invalid("Last-Event-ID", "FORMAT", "Must be the id of an event of this stream."));
    }

    private void takeSeat() {
        if (!watcher.isRunning()) {
            throw ApiProblem.unavailable(1);
        }
        if (!seats.tryAcquire()) {
            throw StandardProblem.OVERLOADED.problem().header("Retry-After", "5");
        }
    }
}
