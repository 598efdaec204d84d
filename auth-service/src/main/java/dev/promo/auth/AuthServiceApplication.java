package dev.promo.auth;

import dev.promo.defaults.schema.MigrationRun;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: accounts, logins, tokens, and the first logins told to Kafka. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AuthServiceApplication {

    public static void main(String[] args) {
        if (MigrationRun.isMeantBy(args)) {
            MigrationRun.run(args);
        } else {
            SpringApplication.run(AuthServiceApplication.class, args);
        }
    }
}
