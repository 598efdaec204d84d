package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunRecordTests {

    @TempDir
    private Path folder;

    private Process sleeper;

    @BeforeEach
    void start() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() throws InterruptedException {
        sleeper.destroyForcibly().waitFor();
    }

    @Test
    void aRecordFindsItsProcess() {
        assertThat(RunRecord.of("sleeper", sleeper.toHandle()).living()).hasValue(sleeper.toHandle());
    }

    @Test
    void aRecordIsReadAsItWasWritten() throws IOException {
        var record = RunRecord.of("sleeper", sleeper.toHandle());
        var odd = new RunRecord("odd", 7, record.started(), "/a b\\c", "-x=y\t#z\n\ttab");

        record.writeTo(folder);
        odd.writeTo(folder);

        assertThat(RunRecord.allIn(folder)).containsExactlyInAnyOrder(record, odd);
        assertThat(RunRecord.named(folder, "sleeper")).hasValue(record);
    }

    @Test
    void aProcessThatHasEndedIsNotFound() throws InterruptedException {
        var record = RunRecord.of("sleeper", sleeper.toHandle());

        sleeper.destroyForcibly().waitFor();

        assertThat(record.living()).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameIdIsNotTakenForIt() {
        var record = RunRecord.of("sleeper", sleeper.toHandle());

        assertThat(new RunRecord(
                                "x",
                                record.pid(),
                                record.started().minusSeconds(9),
                                record.program(),
                                record.arguments())
                        .living())
                .isEmpty();
        assertThat(new RunRecord("x", record.pid(), record.started(), "/bin/other", record.arguments()).living())
                .isEmpty();
        assertThat(new RunRecord("x", record.pid(), record.started(), record.program(), "601").living())
                .isEmpty();
    }

    @Test
    void aFileThatIsNoRecordIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("torn.process"), "pid=");

        assertThat(RunRecord.allIn(folder)).isEmpty();
        assertThat(RunRecord.named(folder, "torn")).isEmpty();
    }

    @Test
    void endingLeftoversEndsWhatIsWrittenDownAndNothingElse() throws Exception {
        var bystander = new ProcessBuilder("sleep", "600").start();
        try {
            RunRecord.of("mariadb", sleeper.toHandle()).writeTo(folder);
            var runFolder = new RunFolder(folder);

            assertThat(runFolder.endLeftovers()).containsExactly("mariadb");

            assertThat(sleeper.isAlive()).isFalse();
            assertThat(bystander.isAlive()).isTrue();
            assertThat(runFolder.endLeftovers()).isEmpty();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void onlyOneCanRunTheStack() throws IOException {
        assertThat(new RunFolder(folder).take()).isTrue();

        assertThat(new RunFolder(folder).take()).isFalse();
        assertThat(new RunFolder(folder).supervisor()).hasValue(ProcessHandle.current());
    }

    @Test
    void portsAreRememberedAndTheUsualOnesWhereNoneWere() throws IOException {
        var runFolder = new RunFolder(folder);
        assertThat(runFolder.ports()).isEqualTo(PortPlan.usual());

        var plan = PortPlan.free();
        runFolder.note(plan);

        assertThat(runFolder.ports()).isEqualTo(plan);
    }
}
