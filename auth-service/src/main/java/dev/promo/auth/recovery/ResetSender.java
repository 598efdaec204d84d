package dev.promo.auth.recovery;

/**
 * Brings reset tokens to people: by mail, by text message, by whatever the operator has. A bean of this type is used; without one
 * nobody can reset a password.
 */
@FunctionalInterface
public interface ResetSender {

    /**
     * Sends the message, in the calling thread, which nobody waits for. Called by several threads at once.
     *
     * @return false if the person has nothing it could be sent to
     * @throws RuntimeException if it could not be sent; it is not tried again, the person can ask again
     */
    boolean send(ResetMessage message);
}
