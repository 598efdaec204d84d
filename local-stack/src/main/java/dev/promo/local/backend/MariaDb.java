package dev.promo.local.backend;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.Component;
import dev.promo.local.process.Launch;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real MariaDB server on 127.0.0.1 as a child process, durable as in production: a commit is on disk when it returns.
 *
 * <p>Nobody can log in but the given accounts, each by its password. Works for root and for ordinary users.
 */
public final class MariaDb extends Component {

    /** The protocol's first packet: 3 bytes length, 1 byte sequence, then version 10. */
    private static final int PROTOCOL_VERSION = 10;

    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql");

    private final Path software;
    private final List<Account> accounts;
    private final List<String> options;

    /** A server that does not run yet, small enough for a laptop. */
    public MariaDb(ProjectHome home, Path folder, int port, List<Account> accounts) {
        this(home, folder, port, accounts, List.of());
    }

    /**
     * A server that does not run yet.
     *
     * @param home where the unpacked server lies
     * @param folder holds this server's data, log and settings; made if absent, and kept
     * @param port to listen on, on 127.0.0.1
     * @param accounts the users that can log in
     * @param options further options of the server, which win over the usual ones
     */
    public MariaDb(ProjectHome home, Path folder, int port, List<Account> accounts, List<String> options) {
        super("mariadb", folder, port, Duration.ofSeconds(30));
        this.software = home.mariaDb();
        this.accounts = List.copyOf(accounts);
        this.options = List.copyOf(options);
    }

    /** The URL for mysql-connector-j: times in UTC, and no TLS, which this server does not offer. */
    public String jdbcUrl(String schema) {
        return "jdbc:mysql://127.0.0.1:" + port() + "/" + schema
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true"
                + "&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true";
    }

    @Override
    protected Launch prepare() throws IOException {
        var data = folder().resolve("data");
        if (!Files.isDirectory(data)) {
            install(data);
        }
        var accountsFile = folder().resolve("accounts.sql");
        OwnerOnly.write(accountsFile, accounts.stream().map(Account::sql).collect(Collectors.joining()));

        var command = new ArrayList<>(server(data));
        command.addAll(List.of(
                "--port=" + port(),
                "--bind-address=127.0.0.1",
                "--socket=mariadb.sock", // relative to the data folder: a full path may exceed the 107 bytes a socket's
                // name may have
                "--pid-file=mariadb.pid",
                "--init-file=" + accountsFile,
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_ci",
                "--default-time-zone=+00:00",
                "--local-infile=OFF",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=96M",
                "--performance-schema=OFF",
                "--max-connections=300",
                "--table-open-cache=400",
                "--max-allowed-packet=16M"));
        command.addAll(options);
        return new Launch(command, Map.of(), folder(), log());
    }

    /** The server greets only when its init file is done, so whoever is greeted can log in. */
    @Override
    public boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500);
            socket.setSoTimeout(1_000);
            var greeting = socket.getInputStream().readNBytes(5);
            return greeting.length == 5 && greeting[4] == PROTOCOL_VERSION;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Makes the system tables as the server's own install script does, without its need for a resolvable host name. Made beside
     * the data folder and moved there when complete, so that an interrupted install is simply done again.
     */
    private void install(Path data) throws IOException {
        var unfinished = folder().resolve("data.unfinished");
        Folders.delete(unfinished);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        var sql = new StringBuilder("create database mysql;\nuse mysql;\nset @auth_root_socket='root';\n");
        for (var file : SYSTEM_TABLES) {
            sql.append(Files.readString(software.resolve("share").resolve(file)))
                    .append('\n');
        }
        var script = folder().resolve("install.sql");
        var log = folder().resolve("install.log");
        Files.writeString(script, sql);
        var command = new ArrayList<>(server(unfinished));
        command.addAll(List.of("--bootstrap", "--silent-startup"));
        var install = new ProcessBuilder(command)
                .directory(folder().toFile())
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            if (install.waitFor() != 0) {
                throw new IOException("MariaDB cannot set up its system tables:\n" + Files.readString(log));
            }
        } catch (InterruptedException interruption) {
            install.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while MariaDB set up its system tables", interruption);
        }
        Files.delete(script);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What installing and running have in common. Without skip-ssl the server makes itself TLS keys at each start, for seconds. */
    private List<String> server(Path data) throws IOException {
        var program = software.resolve("bin").resolve("mariadbd");
        if (!Files.isExecutable(program) && !program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
        var command = new ArrayList<>(List.of(
                program.toString(),
                "--no-defaults",
                "--basedir=" + software,
                "--datadir=" + data,
                "--skip-ssl",
                "--innodb-log-file-size=32M",
                "--innodb-undo-tablespaces=0"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root"); // it refuses to run as root unless told to
        }
        return command;
    }
}
