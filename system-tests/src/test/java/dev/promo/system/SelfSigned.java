package dev.promo.system;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate for 127.0.0.1 that nobody but itself has signed, made by the JDK's own tool.
 *
 * @param keyStore PKCS12 with both
 * @param certificate the certificate as PEM
 * @param password of the store and the key
 */
record SelfSigned(Path keyStore, Path certificate, String password) {

    static SelfSigned in(Path folder, String name) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var made = new SelfSigned(
                folder.resolve(name + ".p12"),
                folder.resolve(name + ".pem"),
                UUID.randomUUID().toString());
        made.keytool(
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2");
        made.keytool("-exportcert", "-rfc", "-file", made.certificate.toString());
        return made;
    }

    /** The password goes by the environment: command lines are for everybody to read. */
    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(ProjectHome.java().resolveSibling("keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-keystore", keyStore.toString(), "-storepass:env", "STORE_PASS"));
        var keytool = new ProcessBuilder(command).redirectErrorStream(true);
        keytool.environment().put("STORE_PASS", password);
        var process = keytool.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }

    /** Trusts this certificate and no other. */
    SSLContext trust() throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Override
    public String toString() {
        return "SelfSigned[" + certificate + "]";
    }
}
