package dev.promo.promotion.wallet;

import dev.promo.promotion.wallet.News.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How much a client knows of what happened to a person's vouchers: the id of an event, which resumes behind that event
 * without gap or repeat, on any instance.
 *
 * <p>Rows are committed in another order than that of their numbers, so the highest number seen does not say it. This does:
 * {@code v118.120-c45} is everything up to voucher 118 and change 45, and voucher 120 too. Numbers are settled, and left out
 * of the list, once every transaction that could have drawn a lower one has ended.
 *
 * <p>Not safe for concurrent use.
 */
final class FeedPosition {

    /** Longer than any transaction that issues or changes vouchers: its waits for locks are bounded by seconds. */
    static final Duration SETTLED_AFTER = Duration.ofSeconds(60);

    /** Numbers listed at most, so that a header holds them. */
    static final int MOST_LISTED = 200;

    private static final Pattern FORM =
            Pattern.compile("v(\\d{1,18}(?:\\.\\d{1,18}){0,200})-c(\\d{1,18}(?:\\.\\d{1,18}){0,200})");

    private static final Pattern DOT = Pattern.compile("\\.");

    private final Track vouchers;
    private final Track changes;

    private FeedPosition(Track vouchers, Track changes) {
        this.vouchers = vouchers;
        this.changes = changes;
    }

    /** Where nothing is known. */
    static FeedPosition start() {
        return new FeedPosition(new Track(0), new Track(0));
    }

    /** @param nanos now, by {@link System#nanoTime}; empty if no position of ours reads like this */
    static Optional<FeedPosition> parse(String text, long nanos) {
        var form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new FeedPosition(Track.parse(form.group(1), nanos), Track.parse(form.group(2), nanos)))
                : Optional.empty();
    }

    /**
     * Notes that the client knows that row.
     *
     * @return false if it did already
     */
    boolean take(Source source, long id, long nanos) {
        return switch (source) {
            case FIRST_LOGIN -> false;
            case VOUCHER -> vouchers.take(id, nanos);
            case CHANGE -> changes.take(id, nanos);
        };
    }

    /** Notes that the client knows all rows up to that one. */
    void settle(Source source, long id) {
        switch (source) {
            case FIRST_LOGIN -> {}
            case VOUCHER -> vouchers.settle(id);
            case CHANGE -> changes.settle(id);
        }
    }

    /** The client knows every row up to this one. */
    long settledVoucher() {
        return vouchers.settled;
    }

    /** The client knows every row up to this one. */
    long settledChange() {
        return changes.settled;
    }

    @Override
    public String toString() {
        return "v" + vouchers + "-c" + changes;
    }

    private static final class Track {
        private long settled;
        /** Numbers known beyond the settled one, and since when. */
        private final TreeMap<Long, Long> beyond = new TreeMap<>();

        Track(long settled) {
            this.settled = settled;
        }

        static Track parse(String text, long nanos) {
            var numbers = DOT.splitAsStream(text).map(Long::valueOf).toList();
            var track = new Track(numbers.getFirst());
            numbers.stream().skip(1).filter(id -> id > track.settled).forEach(id -> track.beyond.put(id, nanos));
            return track;
        }

        boolean take(long id, long nanos) {
            if (id <= settled || beyond.putIfAbsent(id, nanos) != null) {
                return false;
            }
            var longAgo = nanos - SETTLED_AFTER.toNanos();
            beyond.entrySet().stream()
                    .filter(known -> known.getValue() - longAgo <= 0)
                    .mapToLong(known -> known.getKey())
                    .max()
                    .ifPresent(this::settle);
            if (beyond.size() > MOST_LISTED) {
                settle(beyond.firstKey());
            }
            return true;
        }

        void settle(long id) {
            settled = Math.max(settled, id);
            beyond.headMap(settled, true).clear();
        }

        @Override
        public String toString() {
            List<String> numbers = new ArrayList<>(beyond.size() + 1);
            numbers.add(Long.toString(settled));
            beyond.keySet().forEach(id -> numbers.add(Long.toString(id)));
            return String.join(".", numbers);
        }
    }
}
