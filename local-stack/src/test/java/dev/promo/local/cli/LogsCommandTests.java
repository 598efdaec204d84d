package dev.promo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogsCommandTests {

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-1", "many"})
    void whatIsNoNumberOfLinesIsWrongUsage(String lines, @TempDir Path checkout) {
        var said = new StringWriter();
        var line = Promo.commandLine(new ProjectHome(checkout));
        line.setErr(new PrintWriter(said, true));

        assertThat(line.execute("logs", "-n", lines)).isEqualTo(2);
        assertThat(said.toString()).contains("-n", "Usage: promo logs").doesNotContain("Exception");
    }
}
