package dev.promo.local.demo;

import java.time.Duration;

/**
 * A person who has logged in.
 *
 * @param firstLogins how many of their logins were said to be the first
 * @param waited from the login's answer until /homepage showed what will stay
 */
record Visitor(Person person, String accessToken, long firstLogins, HomePage page, Duration waited) {

    boolean isNew() {
        return firstLogins > 0;
    }
}
