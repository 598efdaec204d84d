package dev.promo.promotion.report;

import static dev.promo.defaults.database.Columns.intOrNull;
import static dev.promo.defaults.database.Columns.longOrNull;
import static dev.promo.defaults.database.Columns.uuid;

import dev.promo.promotion.database.Snapshots;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * The hash chain over a campaign's vouchers in the order in which they were given. It only ever grows at its end, as
 * vouchers are given under the campaign's lock and none is deleted: a head published once stays the head of that beginning.
 *
 * <p>Remembers how far it has come with each campaign and hashes only what is new. What it remembers is dropped as soon as
 * the ledger has another number of vouchers up to there, or a replay was applied, which may have changed some.
 */
@Component
class HashChain {

    private static final int PAGE = 2_000;
    private static final int READERS_AT_A_TIME = 2;
    private static final int MOST_REMEMBERED = 1_000;

    private final Snapshots snapshots;
    private final Semaphore turns = new Semaphore(READERS_AT_A_TIME, true);
    private final Map<Long, Remembered> remembered = Collections.synchronizedMap(new Recent());

    HashChain(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Hashes what is new since the last time; one caller a campaign at a time. */
    ChainHead head(long campaign) {
        var repair = lastRepair();
        var known = remembered.get(campaign);
        var from = known == null
                        || known.repair() != repair
                        || vouchersUpTo(known.progress().lastId(), campaign)
                                != known.progress().length()
                ? Progress.start(campaign)
                : known.progress();
        var next = from;
        do {
            from = next;
            next = from.past(page(campaign, from.lastId()), _ -> {});
            remembered.put(campaign, new Remembered(next, repair)); // a walk that is cut short goes on from here
        } while (next.length() == from.length() + PAGE);
        return next.head();
    }

    /**
     * All its links, a page in memory at a time. Whoever reads slowly holds nothing of the database, and of those who read
     * fast, two at a time ask it.
     */
    void links(long campaign, Consumer<ChainLink> reader) {
        var next = Progress.start(campaign);
        Progress from;
        do {
            from = next;
            next = from.past(pageInTurn(campaign, from.lastId()), reader);
        } while (next.length() == from.length() + PAGE);
    }

    private List<ChainLink.Entry> pageInTurn(long campaign, long afterId) {
        turns.acquireUninterruptibly();
        try {
            return page(campaign, afterId);
        } finally {
            turns.release();
        }
    }

    private List<ChainLink.Entry> page(long campaign, long afterId) {
        return snapshots
                .jdbc()
                .sql("""
                        SELECT v.id, v.slot, v.generation, v.user_id, l.event_id, l.partition_id, l.log_offset
                          FROM vouchers v LEFT JOIN first_logins l ON l.seq = v.login_seq
                         WHERE v.campaign_id = :campaign AND v.id > :after
                         ORDER BY v.id LIMIT :page
                        """)
                .param("campaign", campaign)
                .param("after", afterId)
                .param("page", PAGE)
                .query((row, n) -> {
                    var event = row.getBytes("event_id");
                    return new ChainLink.Entry(
                            row.getLong("id"),
                            row.getInt("slot"),
                            row.getInt("generation"),
                            row.getLong("user_id"),
                            event == null ? null : uuid(event),
                            intOrNull(row, "partition_id"),
                            longOrNull(row, "log_offset"));
                })
                .list();
    }

    /** The latest replay that was applied; 0 if none was. */
    private long lastRepair() {
        return snapshots
                .jdbc()
                .sql("SELECT COALESCE(MAX(id), 0) FROM replay_jobs WHERE applies IS NOT NULL AND state = 'DONE'")
                .query(Long.class)
                .single();
    }

    private long vouchersUpTo(long id, long campaign) {
        return snapshots
                .jdbc()
                .sql("SELECT COUNT(*) FROM vouchers WHERE campaign_id = :campaign AND id <= :id")
                .param("campaign", campaign)
                .param("id", id)
                .query(Long.class)
                .single();
    }

    /** How far it has come: up to which voucher, which number that has, and the hash there. */
    private record Progress(long lastId, long length, String hash) {

        static Progress start(long campaign) {
            return new Progress(0, 0, ChainLink.start(campaign));
        }

        Progress past(List<ChainLink.Entry> page, Consumer<ChainLink> reader) {
            var progress = this;
            for (var entry : page) {
                var link = entry.behind(progress.hash, progress.length + 1);
                reader.accept(link);
                progress = new Progress(link.voucherId(), link.number(), link.hash());
            }
            return progress;
        }

        ChainHead head() {
            return new ChainHead(hash, length);
        }
    }

    /**
     * How far the chain was hashed.
     *
     * @param repair the latest replay that had been applied
     */
    private record Remembered(Progress progress, long repair) {}

    /** Bounded, so that no number of campaigns fills the memory. */
    private static final class Recent extends LinkedHashMap<Long, Remembered> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Remembered> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }
}
