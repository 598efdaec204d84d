package dev.promo.auth.account;

/** Lets the tests of other features have the real thing. */
public final class AnyIdentifiers {

    private AnyIdentifiers() {}

    public static Identifiers ofVietnam() {
        return new Identifiers(new AccountProperties("VN"));
    }
}
