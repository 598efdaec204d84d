package dev.promo.promotion.campaign;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets one at a time through: a batch of first logins on its way to be decided, or a change of a campaign.
 *
 * <p>So the order of the inbox is the order of the decisions, however many partitions and instances there are: what the ledger
 * holds follows from it and can be computed again. And a change comes after all batches that were decided by the old definitions
 * and before all that will be decided by the new ones. (A batch that does not concern a campaign takes no lock on its row: were
 * the campaign changed before that batch is committed, nobody would ever look at its people again.) Always passed before a
 * campaign's row is locked.
 */
@Component
public class DefinitionGate {

    private final JdbcClient jdbc;

    public DefinitionGate(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Waits for whoever went through before, and keeps all others out until the end of the transaction. */
    public void pass() {
        jdbc.sql("SELECT id FROM definition_gate FOR UPDATE")
                .query(Integer.class)
                .single();
    }
}
