package dev.promo.auth.password;

/** Lets the tests of other features have the real thing. */
public final class AnyPasswordRules {

    private AnyPasswordRules() {}

    public static PasswordRules ofEightCharacters() {
        return new PasswordRules(new PasswordRuleProperties(8));
    }
}
