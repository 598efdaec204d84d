package dev.promo.promotion.campaign;

import dev.promo.defaults.problem.ApiProblem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lets anybody who is logged in check that a campaign kept its word. */
@RestController
class ProofController {

    /** One statement, so that all its numbers come from one snapshot, also beside a busy ledger. */
    private static final String PROOF = """
            SELECT c.id, c.name, c.total_vouchers, c.issued,
                   v.row_count, v.lowest_slot, v.highest_slot, v.user_count,
                   f.login_count, f.login_count - f.winner_count AS sold_out
              FROM campaigns c
              JOIN (SELECT COUNT(*) AS row_count, COALESCE(MIN(slot), 0) AS lowest_slot,
                           COALESCE(MAX(slot), 0) AS highest_slot, COUNT(DISTINCT user_id) AS user_count
                      FROM vouchers WHERE campaign_id = :id) v
              JOIN (SELECT COUNT(*) AS login_count, COUNT(won.id) AS winner_count
                      FROM campaigns offered
                      JOIN first_logins l ON l.seq >= offered.offered_from_seq
                                         AND l.occurred_at >= offered.starts_at AND l.occurred_at < offered.ends_at
                      LEFT JOIN vouchers won ON won.user_id = l.user_id AND won.campaign_id = offered.id
                     WHERE offered.id = :id) f
             WHERE c.id = :id
            """;

    private final JdbcClient jdbc;

    ProofController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping("/api/v1/campaigns/{id}/proof")
    QuotaProof proof(@PathVariable long id) {
        return jdbc.sql(PROOF)
                .param("id", id)
                .query((row, n) -> QuotaProof.of(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getInt("total_vouchers"),
                        row.getInt("issued"),
                        row.getInt("row_count"),
                        row.getInt("lowest_slot"),
                        row.getInt("highest_slot"),
                        row.getInt("user_count"),
                        row.getLong("login_count"),
                        row.getLong("sold_out")))
                .optional()
                .orElseThrow(
                        () -> new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no campaign with this id."));
    }
}
