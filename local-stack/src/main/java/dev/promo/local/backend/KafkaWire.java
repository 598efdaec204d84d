package dev.promo.local.backend;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** As much of Kafka's protocol as it takes to ask a broker on this machine whether it serves, without a client library. */
final class KafkaWire implements Closeable {

    private static final int CONNECT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 1_000;

    private final Socket socket;

    private KafkaWire(Socket socket) {
        this.socket = socket;
    }

    static KafkaWire plain(int port) throws IOException {
        return new KafkaWire(connect(port));
    }

    /** As the operator. */
    static KafkaWire secured(int port, KafkaSecurity security) throws IOException, GeneralSecurityException {
        var plain = connect(port);
        try {
            var encrypted = trusting(security)
                    .getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), port, true);
            var wire = new KafkaWire(encrypted);
            wire.logIn(security);
            return wire;
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            plain.close();
            throw failure;
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private static SSLContext trusting(KafkaSecurity security) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(security.certificate())) {
            trusted.setCertificateEntry(
                    "broker", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** SaslHandshake v1, SaslAuthenticate v0. */
    private void logIn(KafkaSecurity security) throws IOException {
        var mechanism = "PLAIN".getBytes(StandardCharsets.US_ASCII);
        ask(
                17,
                1,
                ByteBuffer.allocate(2 + mechanism.length)
                        .putShort((short) mechanism.length)
                        .put(mechanism)
                        .array());
        var token = ("\0" + KafkaSecurity.OPERATOR + "\0" + security.operatorPassword())
                .getBytes(StandardCharsets.US_ASCII);
        ask(
                36,
                0,
                ByteBuffer.allocate(4 + token.length)
                        .putInt(token.length)
                        .put(token)
                        .array());
    }

    /** Metadata v1 of no topic: how many brokers there are. */
    int countBrokers() throws IOException {
        return ask(3, 1, new byte[4]).getInt();
    }

    /** Sends one request without a client id, and returns what the answer holds behind its correlation id. */
    private ByteBuffer ask(int request, int version, byte[] content) throws IOException {
        var sent = new DataOutputStream(socket.getOutputStream());
        sent.write(ByteBuffer.allocate(14 + content.length)
                .putInt(10 + content.length) // bytes that follow
                .putShort((short) request)
                .putShort((short) version)
                .putInt(1) // correlation id
                .putShort((short) -1) // no client id
                .put(content)
                .array());
        var received = new DataInputStream(socket.getInputStream());
        var length = received.readInt();
        if (length < 8 || length > 65_536) {
            throw new IOException("Not an answer of Kafka's");
        }
        var answer = new byte[length];
        received.readFully(answer);
        return ByteBuffer.wrap(answer).position(4);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
