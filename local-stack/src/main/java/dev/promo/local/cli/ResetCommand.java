package dev.promo.local.cli;

import dev.promo.local.backend.Folders;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forgets everything: accounts, vouchers, events, keys, passwords and logs. */
@Command(
        name = "reset",
        description = "Deletes everything the local stack keeps: accounts, vouchers, events, keys, logs.")
final class ResetCommand implements Callable<Integer> {

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--yes", description = "Do not ask")
    private boolean yes;

    ResetCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var error = spec.commandLine().getErr();
        var runFolder = promo.runFolder();
        if (!runFolder.take()) {
            error.println("promo: it is up; stop it first with ./promo down");
            return 1;
        }
        if (!yes && !confirmed()) {
            error.println("promo: nothing was deleted");
            return 1;
        }
        runFolder.endLeftovers();
        Folders.delete(promo.folder());
        out.println("Everything is forgotten; the next ./promo up begins anew.");
        return 0;
    }

    private boolean confirmed() throws java.io.IOException {
        var out = spec.commandLine().getOut();
        out.print(
                "This deletes all accounts, vouchers, events, keys and logs in " + promo.folder() + ". Go on? [y/N] ");
        out.flush();
        var answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
