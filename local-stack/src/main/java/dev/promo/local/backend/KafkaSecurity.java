package dev.promo.local.backend;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a broker needs to speak TLS with known clients alone, and to let each do what ACLs say.
 *
 * <p>There is one user to begin with, {@link #OPERATOR}, who may do everything and logs in by {@code PLAIN}; others, whom it makes,
 * log in by {@code SCRAM-SHA-512} and may do nothing until it says so.
 *
 * @param keyStore PKCS12 with the broker's key and certificate, which is for 127.0.0.1
 * @param certificate that certificate as PEM, for clients to trust
 * @param keyStorePassword of the store and the key; letters, digits, {@code -} and {@code _}
 * @param operatorPassword the operator's; letters, digits, {@code -} and {@code _}
 */
public record KafkaSecurity(Path keyStore, Path certificate, String keyStorePassword, String operatorPassword) {

    /** The user name of the super user. */
    public static final String OPERATOR = "operator";

    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    public KafkaSecurity {
        if (!PASSWORD.matcher(keyStorePassword).matches()
                || !PASSWORD.matcher(operatorPassword).matches()) {
            throw new IllegalArgumentException("A password has characters that are not allowed");
        }
    }

    /** Clients and controller alike: nobody comes in by a side door. */
    String settings() {
        return """
                listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:SASL_SSL
                sasl.mechanism.inter.broker.protocol=PLAIN
                sasl.mechanism.controller.protocol=PLAIN
                listener.name.clients.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
                listener.name.clients.plain.sasl.jaas.config=%1$s
                listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
                listener.name.controller.sasl.enabled.mechanisms=PLAIN
                listener.name.controller.plain.sasl.jaas.config=%1$s
                ssl.keystore.type=PKCS12
                ssl.keystore.location=%2$s
                ssl.keystore.password=%3$s
                ssl.key.password=%3$s
                ssl.truststore.type=PEM
                ssl.truststore.location=%4$s
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=false
                super.users=User:%5$s
                """.formatted(jaas(), keyStore, keyStorePassword, certificate, OPERATOR);
    }

    private String jaas() {
        return """
                org.apache.kafka.common.security.plain.PlainLoginModule required username="%1$s" password="%2$s" user_%1$s="%2$s";\
                """.formatted(OPERATOR, operatorPassword);
    }

    @Override
    public String toString() {
        return "KafkaSecurity[" + certificate + "]";
    }
}
