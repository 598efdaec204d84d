package dev.promo.defaults.production;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** A service that talks to Kafka says who it is, and not in the clear: whoever can write first logins can give vouchers away. */
final class KafkaSecrets implements ProductionRule {

    private static final String PROTOCOL = "spring.kafka.security.protocol";
    private static final String LOGIN = "spring.kafka.properties.sasl.jaas.config";
    private static final Pattern PASSWORD =
            Pattern.compile("\\bpassword\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;]*))");

    @Override
    public Stream<Objection> objections(Environment environment) {
        if (!environment.containsProperty("spring.kafka.bootstrap-servers")) {
            return Stream.empty();
        }
        var protocol = environment.getProperty(PROTOCOL, "PLAINTEXT");
        return switch (protocol) {
            case "SSL" -> Stream.empty(); // the certificate says who it is
            case "SASL_SSL" -> login(environment);
            default -> Stream.of(new Objection(PROTOCOL, "is neither SASL_SSL nor SSL, but " + protocol));
        };
    }

    /** Only what has a password can have a bad one: with OAuth or Kerberos there is none. */
    private static Stream<Objection> login(Environment environment) {
        var login = environment.getProperty(LOGIN, "");
        if (login.isBlank()) {
            return Stream.of(new Objection(LOGIN, "is not set"));
        }
        var password = PASSWORD.matcher(login);
        return password.find()
                ? Secret.objections(
                        LOGIN,
                        Stream.of(1, 2, 3)
                                .map(group -> Optional.ofNullable(password.group(group)))
                                .flatMap(Optional::stream)
                                .findFirst()
                                .orElse(""))
                : Stream.empty();
    }
}
