package dev.promo.system;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The first message of a TLS client, written by hand, as it offers what the JDK's own client never would. */
final class TlsHello {

    static final int TLS_1_0 = 0x0301;
    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    private TlsHello() {}

    /** What a server says to it. */
    sealed interface Answer {}

    /** It goes on, with this version and suite. */
    record Accepted(int version, int suite) implements Answer {}

    /** It sends this alert, or -1 if it just closes. */
    record Refused(int alert) implements Answer {}

    /** @param version the highest that is offered */
    static Answer offer(int port, int version, int... suites) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(message(version, suites));
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    private static Answer answer(DataInputStream in) throws IOException {
        try {
            var type = in.readUnsignedByte();
            in.readShort(); // version of the record
            var content = new byte[in.readUnsignedShort()];
            in.readFully(content);
            return switch (type) {
                case ALERT -> new Refused(content[1]);
                case HANDSHAKE -> accepted(ByteBuffer.wrap(content));
                default -> throw new IOException("Not TLS: " + type);
            };
        } catch (EOFException _) {
            return new Refused(-1);
        }
    }

    private static Answer accepted(ByteBuffer hello) {
        var version = hello.getShort(4); // behind type and length
        var session = hello.get(38); // behind the random number
        return new Accepted(version, Short.toUnsignedInt(hello.getShort(39 + session)));
    }

    private static byte[] message(int version, int... suites) {
        var extensions = extensions();
        var offered = ByteBuffer.allocate(2 * suites.length);
        Arrays.stream(suites).forEach(suite -> offered.putShort((short) suite));
        var hello = ByteBuffer.allocate(2 + 32 + 1 + 2 + offered.capacity() + 2 + 2 + extensions.length)
                .putShort((short) version)
                .put(new byte[32]) // random
                .put((byte) 0) // no session
                .putShort((short) offered.capacity())
                .put(offered.array())
                .put(new byte[] {1, 0}) // no compression
                .putShort((short) extensions.length)
                .put(extensions)
                .array();
        return ByteBuffer.allocate(5 + 4 + hello.length)
                .put((byte) HANDSHAKE)
                .putShort((short) TLS_1_0)
                .putShort((short) (4 + hello.length))
                .putInt(1 << 24 | hello.length) // ClientHello
                .put(hello)
                .array();
    }

    /** Curves, points, signatures with SHA-2 and SHA-1, and safe renegotiation: nothing of it is a reason to refuse. */
    private static byte[] extensions() {
        return new byte[] {
            0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0, 0, 13, 0, 12, 0, 10, 8, 4, 4, 1, 5, 1, 6, 1, 2,
            1, -1, 1, 0, 1, 0
        };
    }
}
