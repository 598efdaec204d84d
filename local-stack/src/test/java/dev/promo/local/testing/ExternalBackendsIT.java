package dev.promo.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalBackendsIT {

    private static final LocalBackends LOCAL = new LocalBackends();
    private static final String SERVER = LOCAL.jdbcUrl("").replaceFirst("\\?.*", "");

    @Test
    void aRunFindsNothingOfTheOneBeforeAndLeavesAllElseAlone() throws SQLException {
        var before = backends(SERVER);
        create(before.jdbcUrl("twice"));
        create(before.jdbcUrl("twice_replay_1"));
        create(before.jdbcUrl("twice_as_long"));
        create(LOCAL.jdbcUrl("twice"));

        assertThat(schemas(backends(SERVER).jdbcUrl("twice")))
                .containsExactlyInAnyOrder("promo_test_twice", "promo_test_twice_as_long", "twice");
    }

    @Test
    void whoAsksForASchemaAgainFindsWhatIsThere() throws SQLException {
        var backends = backends(SERVER);
        try (var connection = connection(backends.jdbcUrl("shared"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (text VARCHAR(50))");
        }

        try (var connection = connection(backends.jdbcUrl("shared"));
                var tables = connection.getMetaData().getTables("promo_test_shared", null, "notes", null)) {
            assertThat(tables.next()).isTrue();
        }
    }

    @Test
    void settingsOfTheGivenUrlAreKept() {
        assertThat(backends(SERVER + "?sslMode=DISABLED&maxRows=7").jdbcUrl("settled"))
                .startsWith(SERVER + "promo_test_settled?")
                .endsWith("&sslMode=DISABLED&maxRows=7");
    }

    private static ExternalBackends backends(String server) {
        return new ExternalBackends(server, LOCAL.databaseUser(), LOCAL.databasePassword());
    }

    private static void create(String url) throws SQLException {
        connection(url).close();
    }

    private static List<String> schemas(String url) throws SQLException {
        var names = new ArrayList<String>();
        try (var connection = connection(url);
                var schemas = connection.getMetaData().getCatalogs()) {
            while (schemas.next()) {
                var name = schemas.getString("TABLE_CAT");
                if (name.contains("twice")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static Connection connection(String url) throws SQLException {
        return DriverManager.getConnection(
                url + "&createDatabaseIfNotExist=true", LOCAL.databaseUser(), LOCAL.databasePassword());
    }
}
