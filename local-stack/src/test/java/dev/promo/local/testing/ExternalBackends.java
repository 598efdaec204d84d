package dev.promo.local.testing;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/**
 * A database server that runs already, and Kafka from Maven jars as ever.
 *
 * <p>Schemas of tests have names that begin with {@value #PREFIX}, and nothing else on the server is touched. One is dropped, with
 * the scratch schemas of its replays, when a JVM first asks for it: each run starts anew, and there can be one at a time.
 */
final class ExternalBackends implements TestBackends.Backends {

    private static final String PREFIX = "promo_test_";

    private final String server;
    private final String user;
    private final String password;
    private final TestBackends.Backends local = new LocalBackends();
    private final Set<String> known = new HashSet<>();

    /**
     * @param server the URL for mysql-connector-j without a schema, with or without settings
     * @param user may do all in schemas with such names, and has the privilege PROCESS
     */
    ExternalBackends(String server, String user, String password) {
        this.server = server;
        this.user = user;
        this.password = password;
    }

    /** The server that the system properties name. */
    static ExternalBackends given() {
        return new ExternalBackends(given("db.url"), given("db.user"), System.getProperty("db.password", ""));
    }

    @Override
    public synchronized String jdbcUrl(String schema) {
        if (known.add(schema)) {
            drop(PREFIX + schema);
        }
        return url(PREFIX + schema);
    }

    @Override
    public String databaseUser() {
        return user;
    }

    @Override
    public String databasePassword() {
        return password;
    }

    @Override
    public String kafkaBootstrapServers() {
        return local.kafkaBootstrapServers();
    }

    /** With what the services ask of a URL, unless the given one says otherwise. */
    private String url(String schema) {
        var parts = server.split("\\?", 2);
        var settings = parts.length == 1 ? "" : "&" + parts[1];
        return parts[0].replaceFirst("/$", "") + "/" + schema
                + "?allowPublicKeyRetrieval=true&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
                + settings;
    }

    private void drop(String schema) {
        try (var connection = DriverManager.getConnection(url(""), user, password);
                var statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            try (var schemas = connection.getMetaData().getCatalogs()) {
                while (schemas.next()) {
                    names.add(schemas.getString("TABLE_CAT"));
                }
            }
            for (var name : names) {
                if (name.equals(schema) || name.startsWith(schema + "_replay_")) {
                    statement.execute("DROP DATABASE `" + name + "`");
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The tests' database server cannot be used", failure);
        }
    }

    private static String given(String property) {
        var value = System.getProperty(property);
        if (value == null) {
            throw new IllegalArgumentException("With -Ddb=external, -D" + property + " must be given");
        }
        return value;
    }
}
