package dev.promo.auth.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RSA key pair kept in a PEM file (PKCS #8, RFC 5958 and 7468): read if the file is there, made and kept if not.
 *
 * <p>Safe when instances that share the file start at once: it appears with all its content or not at all, the first one
 * wins and everybody uses that one's key. Only its owner may read it (0600).
 */
final class KeyFile {
    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

    private static final int BITS = 2048;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private KeyFile() {}

    /** @throws IllegalStateException if the file holds anything but one RSA key of 2048 bits or more */
    static KeyPair loadOrCreate(Path file) {
        var path = file.toAbsolutePath();
        try {
            if (!Files.exists(path)) {
                create(path);
            }
            return load(path);
        } catch (IOException e) {
            throw new UncheckedIOException("The signing key cannot be read or made: " + path, e);
        }
    }

    private static KeyPair load(Path path) throws IOException {
        try {
            var keys = KeyFactory.getInstance("RSA");
            var key = keys.generatePrivate(new PKCS8EncodedKeySpec(decode(Files.readString(path))));
            if (!(key instanceof RSAPrivateCrtKey rsa)) {
                throw new IllegalStateException("The signing key lacks its public part: " + path);
            }
            if (rsa.getModulus().bitLength() < BITS) {
                throw new IllegalStateException("The signing key must have 2048 bits or more: " + path);
            }
            var publicKey = keys.generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            return new KeyPair(publicKey, rsa);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("Not a PEM file with one RSA private key in PKCS #8: " + path, e);
        }
    }

    private static byte[] decode(String pem) {
        var begin = pem.indexOf(BEGIN);
        var end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("no PRIVATE KEY block");
        }
        return Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
    }

    private static void create(Path path) throws IOException {
        var folder = path.getParent();
        if (folder == null) {
            throw new NoSuchFileException(path.toString());
        }
        Files.createDirectories(folder);
        // A hard link appears at once, complete, and never replaces another instance's key.
        var draft = folder.resolve("." + path.getFileName() + "." + UUID.randomUUID());
        try {
            write(draft, generate());
            Files.createLink(path, draft);
            log.info("Made a new signing key: {}", path);
        } catch (FileAlreadyExistsException _) {
            log.info("Another instance has made the signing key meanwhile: {}", path);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path draft, KeyPair keys) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        var pem = (BEGIN + "\n" + base64 + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
        var onlyTheOwner = draft.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var out = FileChannel.open(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyTheOwner)) {
            var bytes = ByteBuffer.wrap(pem);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
