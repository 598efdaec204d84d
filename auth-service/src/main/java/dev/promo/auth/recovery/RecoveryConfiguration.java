package dev.promo.auth.recovery;

import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.MailSender;

/** The ways for reset tokens to reach people that come with the service. */
@Configuration(proxyBeanMethods = false)
class RecoveryConfiguration {

    @Bean
    @ConditionalOnProperty(name = "promo.auth.reset-sender", havingValue = "log")
    ResetSender logResetSender() {
        return new LogResetSender();
    }

    @Bean
    @ConditionalOnProperty(name = "promo.auth.reset-sender", havingValue = "mail")
    ResetSender mailResetSender(ObjectProvider<MailSender> mail, RecoveryProperties properties) {
        var server = mail.getIfAvailable();
        if (server == null) {
            throw new IllegalStateException("promo.auth.reset-sender=mail needs a mail server: set spring.mail.host");
        }
        return new MailResetSender(server, Objects.requireNonNull(properties.resetMailFrom()));
    }
}
