package dev.promo.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** Settings alone; that they lead to a broker with TLS and accounts is shown by SecuredSystemIT of system-tests. */
class BrokerConnectionTests {

    private final SslBundle bundle = SslBundle.of(SslStoreBundle.NONE);
    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("broker", bundle);
    private final KafkaProperties kafka = new KafkaProperties();

    @Test
    void theGatewayTakesTheSettingsOfBoot() {
        kafka.setBootstrapServers(List.of("a:9093", "b:9093"));
        kafka.getSecurity().setProtocol("SASL_SSL");
        kafka.getProperties().put("sasl.mechanism", "SCRAM-SHA-512");

        assertThat(RevocationConfiguration.connection(kafka, bundles))
                .containsEntry(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, List.of("a:9093", "b:9093"))
                .containsEntry(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .doesNotContainKey(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);
    }

    @Test
    void andItsBundlesOfCertificates() {
        kafka.getSsl().setBundle("broker");

        assertThat(RevocationConfiguration.connection(kafka, bundles))
                .containsAllEntriesOf(Map.of(
                        SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG,
                        SslBundleSslEngineFactory.class,
                        SslBundle.class.getName(),
                        bundle));
    }
}
