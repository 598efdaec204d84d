package dev.promo.local.testing;

import dev.promo.local.ProjectHome;
import dev.promo.local.backend.Account;
import dev.promo.local.backend.Folders;
import dev.promo.local.backend.KafkaBroker;
import dev.promo.local.backend.MariaDb;
import dev.promo.local.process.Component;
import dev.promo.local.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * MariaDB and Kafka as child processes of the test JVM.
 *
 * <p>Nothing here stops them: they end after the JVM has, so that application contexts which close in shutdown hooks still find
 * their servers. What they leave on disk is deleted by the next run.
 */
final class LocalBackends implements TestBackends.Backends {

    private static final Account USER = new Account("promo", "only-for-tests", "*");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final class Database {
        static final MariaDb SERVER = newMariaDb(USER);
    }

    private static final class Broker {
        static final KafkaBroker SERVER = newKafkaBroker();
    }

    private static final class Data {
        static final Path FOLDER = emptied(Path.of("target", "test-backends").toAbsolutePath());
    }

    static MariaDb newMariaDb(Account account) {
        return ready(new MariaDb(ProjectHome.find(), folder("mariadb"), FreePorts.next(), List.of(account)));
    }

    static KafkaBroker newKafkaBroker() {
        return ready(new KafkaBroker(ProjectHome.find(), folder("kafka"), FreePorts.next(), FreePorts.next()));
    }

    @Override
    public String jdbcUrl(String schema) {
        return Database.SERVER.jdbcUrl(schema);
    }

    @Override
    public String databaseUser() {
        return USER.user();
    }

    @Override
    public String databasePassword() {
        return USER.password();
    }

    @Override
    public String kafkaBootstrapServers() {
        return Broker.SERVER.bootstrapServers();
    }

    private static <C extends Component> C ready(C component) {
        component.start();
        try {
            component.awaitReady(PATIENCE);
        } catch (InterruptedException interruption) {
            component.stop();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + component.name(), interruption);
        }
        return component;
    }

    private static Path folder(String name) {
        return Data.FOLDER.resolve(name + "-" + NUMBER.incrementAndGet());
    }

    /** Deletes what JVMs that have ended left in the module's target folder, and makes this JVM's own folder there. */
    private static Path emptied(Path all) {
        try {
            Files.createDirectories(all);
            try (var folders = Files.newDirectoryStream(all)) {
                for (var folder : folders) {
                    var owner = Long.parseLong(folder.getFileName().toString());
                    if (ProcessHandle.of(owner).isEmpty()) {
                        Folders.delete(folder);
                    }
                }
            }
            return Files.createDirectories(
                    all.resolve(Long.toString(ProcessHandle.current().pid())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
