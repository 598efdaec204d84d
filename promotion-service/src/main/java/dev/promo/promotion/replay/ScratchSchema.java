package dev.promo.promotion.replay;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A schema beside the service's own, with the same tables, that a run has for itself and that is gone with it. From its
 * connections one sees both: the service's own tables stand behind {@link #ledger}.
 */
final class ScratchSchema implements AutoCloseable {

    /** Reading millions of rows takes longer than any request may. */
    private static final long LONGEST_STATEMENT_MILLIS = TimeUnit.MINUTES.toMillis(30);

    private static final int CONNECTIONS = 2;

    private static final String PREFIX = "_replay_";

    private static final List<String> LEDGER_TABLES = List.of(
            "campaigns",
            "campaign_pauses",
            "first_logins",
            "vouchers",
            "free_slots",
            "ledger_steps",
            "definition_gate");

    private static final List<String> WORK_TABLES = List.of("""
        CREATE TABLE IF NOT EXISTS replay_progress (
            id         TINYINT NOT NULL,
            turn       CHAR(36) NOT NULL,
            position   JSON    NULL,
            PRIMARY KEY (id))
        """, """
        CREATE TABLE IF NOT EXISTS replay_malformed (
            partition_id INT          NOT NULL,
            log_offset   BIGINT       NOT NULL,
            reason       VARCHAR(500) NOT NULL,
            PRIMARY KEY (partition_id, log_offset))
        """, """
        CREATE TABLE IF NOT EXISTS replay_undecided (
            -- once all of the log is read
            n             BIGINT      NULL,
            user_id       BIGINT      NOT NULL,
            event_id      BINARY(16)  NOT NULL,
            occurred_at   DATETIME(6) NOT NULL,
            registered_at DATETIME(6) NULL,
            birth_month   TINYINT     NULL,
            partition_id  INT         NOT NULL,
            log_offset    BIGINT      NOT NULL,
            -- whether it may have been decided on, in some place
            place_unknown BOOLEAN     NOT NULL,
            PRIMARY KEY (user_id),
            UNIQUE KEY replay_undecided_order (n))
        """, """
        CREATE TABLE IF NOT EXISTS replay_logins (
            place         BIGINT      NOT NULL,
            user_id       BIGINT      NOT NULL,
            event_id      BINARY(16)  NOT NULL,
            occurred_at   DATETIME(6) NOT NULL,
            registered_at DATETIME(6) NULL,
            birth_month   TINYINT     NULL,
            partition_id  INT         NOT NULL,
            log_offset    BIGINT      NOT NULL,
            -- whether the inbox has no row of it
            row_gone      BOOLEAN     NOT NULL,
            -- whether nothing but a hole in the inbox tells the place
            by_hole       BOOLEAN     NOT NULL,
            PRIMARY KEY (place),
            UNIQUE KEY replay_logins_once (user_id))
        """, """
        CREATE TABLE IF NOT EXISTS replay_revoked (
            campaign_id BIGINT NOT NULL,
            user_id     BIGINT NOT NULL,
            after_seq   BIGINT NOT NULL,
            PRIMARY KEY (campaign_id, user_id))
        """);

    private final HikariDataSource database;
    private final String ledger;
    private final String name;

    private ScratchSchema(HikariDataSource database, String ledger, String name) {
        this.database = database;
        this.ledger = ledger;
        this.name = name;
    }

    /**
     * Makes it, or finds it as a run before has left it.
     *
     * @param id tells it apart from those of other runs
     */
    static ScratchSchema open(DataSource service, long id) throws SQLException {
        var ledger = ledgerOf(service);
        var name = ledger + PREFIX + id;
        try (var connection = service.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE IF NOT EXISTS `" + name + "` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        }
        var schema = new ScratchSchema(connections(service, name), ledger, name);
        try {
            schema.makeTables();
            return schema;
        } catch (RuntimeException failure) {
            schema.close();
            throw failure;
        }
    }

    /** With every rule of the ledger's own, but for the references between them. */
    private void makeTables() {
        var jdbc = JdbcClient.create(database);
        for (var table : LEDGER_TABLES) {
            jdbc.sql("CREATE TABLE IF NOT EXISTS " + table + " LIKE " + ledger() + "." + table)
                    .update();
        }
        for (var table : WORK_TABLES) {
            jdbc.sql(table).update();
        }
        for (var rule : rulesOfCampaigns()) { // damage that keeps to none of them is to be found, not to be failed at
            jdbc.sql("ALTER TABLE campaigns DROP CONSTRAINT `" + rule + "`").update();
        }
        if (hasIndex("campaigns_name_unique")) { // two campaigns may have changed names with each other
            jdbc.sql("ALTER TABLE campaigns DROP INDEX campaigns_name_unique").update();
        }
        if (!hasIndex("replay_order")) {
            jdbc.sql("ALTER TABLE ledger_steps ADD KEY replay_order (after_seq, id)")
                    .update();
        }
        jdbc.sql("INSERT IGNORE INTO definition_gate (id) VALUES (1)").update();
    }

    private List<String> rulesOfCampaigns() {
        return JdbcClient.create(database)
                .sql("SELECT CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS"
                        + " WHERE TABLE_SCHEMA = :name AND TABLE_NAME = 'campaigns' AND CONSTRAINT_TYPE = 'CHECK'")
                .param("name", name)
                .query((row, n) -> row.getString("CONSTRAINT_NAME"))
                .list();
    }

    private boolean hasIndex(String index) {
        return JdbcClient.create(database)
                .sql("SELECT COUNT(*) > 0 FROM information_schema.STATISTICS"
                        + " WHERE TABLE_SCHEMA = :name AND INDEX_NAME = :index")
                .param("name", name)
                .param("index", index)
                .query(Boolean.class)
                .single();
    }

    private static HikariDataSource connections(DataSource service, String name) throws SQLException {
        var settings = new HikariConfig();
        var own = service.unwrap(HikariDataSource.class);
        settings.setJdbcUrl(own.getJdbcUrl());
        settings.setUsername(own.getUsername());
        settings.setPassword(own.getPassword());
        settings.setConnectionTimeout(own.getConnectionTimeout());
        var properties = new Properties();
        properties.putAll(own.getDataSourceProperties());
        properties.setProperty("socketTimeout", Long.toString(LONGEST_STATEMENT_MILLIS));
        settings.setDataSourceProperties(properties);
        settings.setPoolName(name);
        settings.setCatalog(name);
        settings.setMaximumPoolSize(CONNECTIONS);
        settings.setMinimumIdle(0);
        // copying rows of the ledger must lock none of them
        settings.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(settings);
    }

    /** The ids of those that there are. */
    static List<Long> all(DataSource service) throws SQLException {
        var prefix = ledgerOf(service) + PREFIX;
        return JdbcClient.create(service)
                .sql("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, :length) = :prefix")
                .param("length", prefix.length())
                .param("prefix", prefix)
                .query((row, n) -> row.getString("SCHEMA_NAME").substring(prefix.length()))
                .list()
                .stream()
                .filter(id -> id.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .toList();
    }

    static void drop(DataSource service, long id) throws SQLException {
        JdbcClient.create(service)
                .sql("DROP DATABASE IF EXISTS `" + ledgerOf(service) + PREFIX + id + "`")
                .update();
    }

    private static String ledgerOf(DataSource service) throws SQLException {
        try (var connection = service.getConnection()) {
            return connection.getCatalog();
        }
    }

    DataSource database() {
        return database;
    }

    /** The schema of the real ledger, quoted for SQL. */
    String ledger() {
        return "`" + ledger + "`";
    }

    /** This schema, quoted for SQL. */
    String name() {
        return "`" + name + "`";
    }

    /** Ends what runs on its connections, too. */
    @Override
    public void close() {
        database.close();
    }
}
