package dev.promo.auth.password;

/** The bulkhead for password hashing is full: nothing was computed, try again in a moment. */
public final class HashingOverloaded extends Exception {
    private static final long serialVersionUID = 1L;

    HashingOverloaded() {
        super("password hashing is overloaded", null, false, false);
    }
}
