package dev.promo.local.backend;

import java.util.regex.Pattern;

/**
 * A database user that may log in from this machine only, by password.
 *
 * @param user letters and underscores
 * @param password letters, digits, {@code -} and {@code _}
 * @param schema the one schema it owns, made if absent; {@code *} for all there are and will be
 * @param scratch whether it may make, and owns, schemas whose names begin with that one's and {@code _replay_}
 */
public record Account(String user, String password, String schema, boolean scratch) {

    private static final Pattern USER = Pattern.compile("[a-z_]{1,32}");
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    public Account(String user, String password, String schema) {
        this(user, password, schema, false);
    }

    public Account {
        if (!USER.matcher(user).matches() || !PASSWORD.matcher(password).matches()) {
            throw new IllegalArgumentException("User or password of " + user + " has characters that are not allowed");
        }
        if (!schema.equals("*") && !USER.matcher(schema).matches()) {
            throw new IllegalArgumentException("Not a schema name: " + schema);
        }
    }

    /** Makes schema and user what this record says, whatever they were; one statement a line, as the server's init file wants. */
    String sql() {
        var name = "'" + user + "'@'127.0.0.1'";
        var owned = schema.equals("*") ? "*.*" : "`" + schema + "`.*";
        var create = schema.equals("*")
                ? ""
                : "CREATE DATABASE IF NOT EXISTS `" + schema + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n";
        return create
                + "CREATE USER IF NOT EXISTS " + name + ";\n"
                + "ALTER USER " + name + " IDENTIFIED BY '" + password + "';\n"
                + "GRANT ALL ON " + owned + " TO " + name + ";\n"
                + (scratch
                        ? "GRANT ALL ON `" + schema.replace("_", "\\_") + "\\_replay\\_%`.* TO " + name + ";\n"
                        : "");
    }

    @Override
    public String toString() {
        return "Account[" + user + ", schema " + schema + "]";
    }
}
