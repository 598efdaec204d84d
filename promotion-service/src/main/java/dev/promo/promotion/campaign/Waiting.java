package dev.promo.promotion.campaign;

/**
 * Who waits for a voucher of a campaign: whoever's first login is a claim on it, who never had a voucher of it, and who was not
 * erased since. Said here alone, so that who is counted, who stands before somebody and who is served are the same people.
 */
public final class Waiting {

    /** A condition on a row {@code l} of first_logins and a row {@code c} of campaigns. */
    public static final String SQL = """
            (%s
             AND NOT EXISTS (SELECT 1 FROM vouchers v WHERE v.user_id = l.user_id AND v.campaign_id = c.id)
             AND NOT EXISTS (SELECT 1 FROM erased_people e WHERE e.user_id = l.user_id))
            """.formatted(Eligibility.SQL);

    private Waiting() {}
}
