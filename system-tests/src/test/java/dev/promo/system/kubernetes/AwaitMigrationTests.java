package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/kubernetes/await-migration}, beside a {@code kubectl} that says what the test wants. */
class AwaitMigrationTests {

    private static final String SCRIPT =
            Manifests.KUBERNETES.resolve("await-migration").toString();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"Complete,0", "SuccessCriteriaMet Complete,0", "Failed,1", "FailureTarget Failed,1"})
    void itEndsAsTheMigrationDoes(String conditions, int exitCode) throws Exception {
        var process = await("echo '" + conditions + "'");

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
    }

    @Test
    void itWaitsForOneThatStillRuns() throws Exception {
        var seen = folder.resolve("seen");
        var process = await("[ -e " + seen + " ] && echo Complete; touch " + seen);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void itDoesNotWaitForOneThatIsNotThere() throws Exception {
        var process = await("exit 1");

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isNotZero();
    }

    private Process await(String kubectl) throws IOException {
        var program = Files.writeString(folder.resolve("kubectl"), "#!/bin/sh\n" + kubectl + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var builder = new ProcessBuilder(SCRIPT, "any-migration").redirectErrorStream(true);
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        return builder.start();
    }
}
