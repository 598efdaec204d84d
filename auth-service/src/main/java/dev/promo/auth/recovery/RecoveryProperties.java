package dev.promo.auth.recovery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code promo.auth.reset-*}.
 *
 * @param resetSender how reset tokens reach people: {@code mail}, {@code log} (for trying things out) or {@code none}, unless a {@link ResetSender} of the operator's own is there
 * @param resetLifetime how long a reset token is good for, from one minute to one day
 * @param resetsPerHour how many tokens a person is sent in an hour at most, so that nobody is buried in mail by strangers
 * @param resetLink the address that people open, with <code>{token}</code> where the token goes; null sends the bare token
 * @param resetMailFrom the sender's address of mails; needed for {@code mail} only
 */
@ConfigurationProperties("promo.auth")
record RecoveryProperties(
        @DefaultValue("none") Sender resetSender,
        @DefaultValue("30m") Duration resetLifetime,
        @DefaultValue("3") int resetsPerHour,
        @Nullable String resetLink,
        @Nullable String resetMailFrom) {

    enum Sender {
        NONE,
        LOG,
        MAIL
    }

    RecoveryProperties {
        if (resetLifetime.compareTo(Duration.ofMinutes(1)) < 0 || resetLifetime.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("promo.auth.reset-lifetime must be between 1 min and 24 h");
        }
        if (resetsPerHour < 1) {
            throw new IllegalArgumentException("promo.auth.resets-per-hour must be positive");
        }
        if (resetLink != null && !resetLink.contains("{token}")) {
            throw new IllegalArgumentException("promo.auth.reset-link must contain {token}");
        }
        if (resetSender == Sender.MAIL && (resetMailFrom == null || resetMailFrom.isBlank())) {
            throw new IllegalArgumentException("promo.auth.reset-mail-from is needed to send mail");
        }
    }

    /** What a person is sent: the link with the token in it, or the token. */
    String link(String token) {
        return resetLink == null ? token : resetLink.replace("{token}", token);
    }
}
