package dev.promo.promotion.campaign;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps apart those who decide by the campaigns' definitions and those who change them.
 *
 * <p>A batch of first logins that does not concern a campaign takes no lock on its row. Were the campaign changed before the
 * batch is committed, so that some of these people are now entitled, nobody would ever look at them again: not the batch,
 * which read the old definition, nor who serves the waiting list, as the batch is not visible yet. So every batch passes
 * here before it reads the campaigns, together with any number of others; a change passes alone, after all batches that read
 * the old definitions, and before all that will read the new ones. Always passed before a campaign's row is locked.
 */
@Component
public class DefinitionGate {

    private final JdbcClient jdbc;

    DefinitionGate(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** No definition changes until the end of the transaction. */
    public void passToDecide() {
        jdbc.sql("SELECT id FROM definition_gate LOCK IN SHARE MODE")
                .query(Integer.class)
                .single();
    }

    /** Waits until nobody decides by the old definitions; whoever wants to waits for the end of the transaction. */
    void passToChange() {
        jdbc.sql("SELECT id FROM definition_gate FOR UPDATE")
                .query(Integer.class)
                .single();
    }
}
