package dev.promo.auth.session;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** Stands in for the sessions, which come from elsewhere: ends nothing. */
@Component
public class Sessions {

    /** Ends all sessions of the person; how many those were. Joins the caller's transaction. */
    public int endAll(long userId, EndReason reason) {
        return 0;
    }

    /** Ends all sessions of the person but one; how many those were. Joins the caller's transaction. */
    public int endOthers(long userId, UUID keep, EndReason reason) {
        return 0;
    }
}
