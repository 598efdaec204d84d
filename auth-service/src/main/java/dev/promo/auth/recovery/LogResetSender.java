package dev.promo.auth.recovery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the token into the log: for trying the service out, as who can read the log can take accounts over. */
final class LogResetSender implements ResetSender {
    private static final Logger log = LoggerFactory.getLogger(LogResetSender.class);

    @Override
    public boolean send(ResetMessage message) {
        log.warn("User {} sets a new password by {} until {}", message.userId(), message.link(), message.expiresAt());
        return true;
    }
}
