package dev.promo.auth.account;

/** The names by which a person can log in; no normalised identifier of one kind can be one of another kind. */
public enum IdentifierKind {
    /** Begins with a letter and has no {@code @}. */
    USER_NAME("userName", 32),
    /** Has an {@code @}. */
    EMAIL("email", 254),
    /** E.164: begins with {@code +}. */
    PHONE_NUMBER("phoneNumber", 32);

    private final String field;
    private final int maxLength;

    IdentifierKind(String field, int maxLength) {
        this.field = field;
        this.maxLength = maxLength;
    }

    /** Its name in JSON. */
    public String field() {
        return field;
    }

    /** How many characters a person may type for it. */
    int maxLength() {
        return maxLength;
    }
}
