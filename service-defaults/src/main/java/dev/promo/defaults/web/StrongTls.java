package dev.promo.defaults.web;

import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

/**
 * Where TLS is configured, it is 1.2 or 1.3 and authenticates what it encrypts, with keys that are thrown away afterwards. Tomcat
 * would take CBC with SHA-1 as well. What is configured expressly stays.
 */
final class StrongTls implements TomcatConnectorCustomizer {

    private static final SSLHostConfig UNTOUCHED = new SSLHostConfig();

    @Override
    public void customize(Connector connector) {
        for (var host : connector.findSslHostConfigs()) {
            if (host.getCiphers().equals(UNTOUCHED.getCiphers())) {
                host.setCiphers("ECDHE+AESGCM:ECDHE+CHACHA20"); // those of TLS 1.2; all of 1.3 are like that
            }
            if (host.getProtocols().equals(UNTOUCHED.getProtocols())) {
                host.setProtocols("TLSv1.2+TLSv1.3");
            }
        }
    }
}
