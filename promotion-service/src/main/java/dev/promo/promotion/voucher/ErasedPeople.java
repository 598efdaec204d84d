package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.rows;
import static dev.promo.defaults.database.Columns.utc;

import dev.promo.events.AccountErased;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who was erased and gets nothing any more. Remembers each of them once, however often it is told. */
@Repository
class ErasedPeople {

    private final JdbcClient jdbc;

    ErasedPeople(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes them in; says how many of them were not known yet. */
    int remember(List<AccountErased> erasures) {
        if (erasures.isEmpty()) {
            return 0;
        }
        var insert =
                jdbc.sql("INSERT IGNORE INTO erased_people (user_id, erased_at) VALUES " + rows(erasures.size(), 2));
        for (var erasure : erasures) {
            insert = insert.param(erasure.userId()).param(utc(erasure.erasedAt()));
        }
        return insert.update();
    }

    Set<@Nullable Long> among(Collection<Long> users) {
        return jdbc.sql("SELECT user_id FROM erased_people WHERE user_id IN (:users)")
                .param("users", users)
                .query(Long.class)
                .set();
    }
}
