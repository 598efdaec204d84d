package dev.promo.auth.secret;

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
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the {@link MasterKey}, 64 hexadecimal digits: read if it is there, made and kept if not.
 *
 * <p>Safe when instances that share the file start at once: it appears with all its content or not at all, the first one
 * wins and everybody uses that one's key. Only its owner may read it (0600).
 */
final class MasterKeyFile {
    private static final Logger log = LoggerFactory.getLogger(MasterKeyFile.class);

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{64}");

    private MasterKeyFile() {}

    /** @throws IllegalStateException if the file holds anything but one key that somebody drew at random */
    static byte[] loadOrCreate(Path file) {
        var path = file.toAbsolutePath();
        try {
            if (!Files.exists(path)) {
                create(path);
            }
            return load(path);
        } catch (IOException e) {
            throw new UncheckedIOException("The master key cannot be read or made: " + path, e);
        }
    }

    private static byte[] load(Path path) throws IOException {
        var text = Files.readString(path).strip();
        // of 64 random digits, fewer than eight different ones is out of the question; of typed ones it is not
        if (!FORM.matcher(text).matches() || text.chars().distinct().count() < 8) {
            throw new IllegalStateException("Not a file with 64 random hexadecimal digits: " + path);
        }
        return HexFormat.of().parseHex(text);
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
            write(draft);
            Files.createLink(path, draft);
            log.info("Made a new master key: {}", path);
        } catch (FileAlreadyExistsException _) {
            log.info("Another instance has made the master key meanwhile: {}", path);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path draft) throws IOException {
        var key = new byte[MasterKey.BYTES];
        new SecureRandom().nextBytes(key);
        var text = HexFormat.of().formatHex(key) + "\n";
        var onlyTheOwner = draft.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var out = FileChannel.open(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyTheOwner)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }
}
