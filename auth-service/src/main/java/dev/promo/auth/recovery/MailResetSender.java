package dev.promo.auth.recovery;

import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/** Sends the token to the person's e-mail address, if they gave one. Nothing that people typed is in the mail but that address. */
final class MailResetSender implements ResetSender {

    private final MailSender mail;
    private final String from;

    MailResetSender(MailSender mail, String from) {
        this.mail = mail;
        this.from = from;
    }

    @Override
    public boolean send(ResetMessage message) {
        var address = message.email();
        if (address == null) {
            return false;
        }
        var letter = new SimpleMailMessage();
        letter.setFrom(from);
        letter.setTo(address);
        letter.setSubject("Your new password");
        letter.setText("""
                Somebody, most likely you, asked for a new password. This sets one, once, until %s:

                %s

                If it was not you, do nothing: your password stays as it is.
                """.formatted(message.expiresAt(), message.link()));
        mail.send(letter);
        return true;
    }
}
