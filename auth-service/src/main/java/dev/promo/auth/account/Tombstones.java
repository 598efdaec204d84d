package dev.promo.auth.account;

import dev.promo.auth.secret.MasterKey;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The identifiers of erased people whose first login had been, as marks that only the {@link MasterKey} can make: enough to
 * know one that comes again, and nothing to read. Thread-safe.
 */
@Repository
public class Tombstones {

    private final JdbcClient jdbc;
    private final MasterKey key;

    Tombstones(JdbcClient jdbc, MasterKey key) {
        this.jdbc = jdbc;
        this.key = key;
    }

    /** Keeps the marks of all the identifiers that the person has now; joins the caller's transaction. */
    public void keep(long userId) {
        for (var mark : marks(userId)) {
            // the same mark is there if the person came back and goes again
            jdbc.sql("INSERT IGNORE INTO tombstones (mark) VALUES (?)")
                    .param(mark)
                    .update();
        }
    }

    /** Whether somebody had their first login by one of this person's identifiers, and was erased. */
    public boolean knowOneOf(long userId) {
        var marks = marks(userId);
        return !marks.isEmpty()
                && jdbc.sql("SELECT COUNT(*) FROM tombstones WHERE mark IN (:marks)")
                                .param("marks", marks)
                                .query(Long.class)
                                .single()
                        > 0;
    }

    private List<byte[]> marks(long userId) {
        return jdbc.sql("SELECT kind, identifier FROM identifiers WHERE user_id = ? ORDER BY identifier")
                .param(userId)
                .query((row, _) -> key.mark("tombstones", row.getString("kind") + ":" + row.getString("identifier")))
                .list();
    }
}
