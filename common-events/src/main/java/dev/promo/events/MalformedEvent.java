package dev.promo.events;

/** A record that no later attempt will be able to read. The message is one sentence without any of the record's data. */
public final class MalformedEvent extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedEvent(String message) {
        super(message);
    }
}
