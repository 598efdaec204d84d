package dev.promo.auth.login;

import org.springframework.stereotype.Component;

/** Stands in for the lockouts, which come from elsewhere: lifts nothing. */
@Component
public class Lockouts {

    /** Has the person's attempts begin anew. Joins the caller's transaction. */
    public void lift(long userId) {}
}
