package dev.promo.events;

/**
 * A record that no later attempt will be able to read. The message is one sentence without any of the record's data; the
 * {@link #code} says the same to programs.
 */
public final class MalformedEvent extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with a record. Names are kept: people sort dead letters by them. */
    enum Reason {
        NO_VALUE,
        TOO_LONG,
        NOT_BINARY_MODE,
        NOT_A_CLOUD_EVENT,
        UNKNOWN_TYPE,
        NO_DATA,
        NOT_JSON,
        NOT_AN_OBJECT,
        WRONG_ID,
        OUT_OF_RANGE,
        WRONG_FIELD
    }

    private final String code;

    MalformedEvent(Reason reason, String message) {
        this(reason.name(), message);
    }

    private MalformedEvent(String code, String message) {
        super(message);
        this.code = code;
    }

    static MalformedEvent wrongField(String path, String how) {
        return new MalformedEvent(Reason.WRONG_FIELD + "." + path, "Field " + path + " " + how + ".");
    }

    /** Stable, the same for all records with the same fault: {@code NOT_JSON}, {@code WRONG_FIELD.userId}. */
    public String code() {
        return code;
    }
}
