package dev.promo.local.stack;

import dev.promo.local.backend.OwnerOnly;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * The passwords of a stack, made at its first start and kept in a file that only its owner can read.
 *
 * @param authDatabase the auth-service's, for its schema
 * @param promotionDatabase the promotion-service's, for its schema
 * @param admin the first admin's, for logging in
 */
record Secrets(String authDatabase, String promotionDatabase, String admin) {

    private static final String ADMIN = "admin-password";

    private static final SecureRandom RANDOM = new SecureRandom();

    static Secrets keptIn(Path file) throws IOException {
        if (!Files.exists(file)) {
            OwnerOnly.write(file, line("auth-database") + line("promotion-database") + line(ADMIN));
        }
        var kept = new Properties();
        kept.load(new StringReader(Files.readString(file)));
        if (!kept.containsKey(ADMIN)) { // stacks made before there were admins
            OwnerOnly.write(file, Files.readString(file).stripTrailing() + "\n" + line(ADMIN));
            kept.load(new StringReader(Files.readString(file)));
        }
        return new Secrets(
                stated(kept, "auth-database", file),
                stated(kept, "promotion-database", file),
                stated(kept, ADMIN, file));
    }

    private static String stated(Properties kept, String name, Path file) throws IOException {
        var value = kept.getProperty(name);
        if (value == null) {
            throw new IOException(file + " lacks " + name + "; delete the file to have new passwords made");
        }
        return value;
    }

    private static String line(String name) {
        return name + "=" + password() + "\n";
    }

    private static String password() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[hidden]";
    }
}
