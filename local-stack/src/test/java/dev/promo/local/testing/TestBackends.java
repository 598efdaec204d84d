package dev.promo.local.testing;

import dev.promo.local.backend.Account;
import dev.promo.local.backend.KafkaBroker;
import dev.promo.local.backend.MariaDb;

/**
 * The database and the broker of a test JVM: real servers, started when first asked for, shared by all tests of that JVM, and gone
 * when the JVM is, however it ends.
 *
 * <p>By default a MariaDB and a Kafka from Maven jars, on free ports of 127.0.0.1, with their data under the module's target
 * folder. With {@code -Ddb=containers}, as the Maven profile of that name has it, the official MySQL and Kafka images by
 * Testcontainers, which then must be on the test class path. With {@code -Ddb=external} the database is the server of
 * {@code -Ddb.url}, {@code -Ddb.user} and {@code -Ddb.password}. Safe for concurrent use.
 */
public final class TestBackends {

    private TestBackends() {}

    /** The URL for mysql-connector-j of a schema, which is made at the first connection. */
    public static String jdbcUrl(String schema) {
        return backends().jdbcUrl(schema) + "&createDatabaseIfNotExist=true";
    }

    public static String databaseUser() {
        return backends().databaseUser();
    }

    public static String databasePassword() {
        return backends().databasePassword();
    }

    public static String kafkaBootstrapServers() {
        return backends().kafkaBootstrapServers();
    }

    /**
     * A broker of the caller's own, running and ready, for tests that stop, kill, freeze and restart it; it keeps its port and data
     * meanwhile. Always from Maven jars. Ends with the JVM if not before.
     */
    public static KafkaBroker newKafkaBroker() {
        return LocalBackends.newKafkaBroker();
    }

    /** A database server of the caller's own, with the same user and password, for tests that stop, kill, freeze and restart it. */
    public static MariaDb newMariaDb() {
        return LocalBackends.newMariaDb(new Account(databaseUser(), databasePassword(), "*"));
    }

    private static Backends backends() {
        return Chosen.BACKENDS;
    }

    /** What the kinds of backends have in common. */
    interface Backends {
        String jdbcUrl(String schema);

        String databaseUser();

        String databasePassword();

        String kafkaBootstrapServers();
    }

    private static final class Chosen {
        static final Backends BACKENDS = switch (System.getProperty("db", "local")) {
            case "local" -> new LocalBackends();
            case "containers" -> new ContainerBackends();
            case "external" -> ExternalBackends.given();
            case String other ->
                throw new IllegalArgumentException("-Ddb is neither local nor containers nor external: " + other);
        };
    }
}
