package dev.promo.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the running system for its next signing key. */
@Command(
        name = "rotate-keys",
        description = {
            "Has the next key that signs access tokens made; tokens at hand stay good, and nobody notices.",
            "Exit code 0 if there is one, 1 if the system refused, 2 if nobody answers."
        })
final class RotateKeysCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    RotateKeysCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        return access.visitAsAdmin(admin -> {
            var next = admin.ask("POST", "/api/v1/admin/keys/rotations", null);
            spec.commandLine()
                    .getOut()
                    .println("The key " + next.text("/kid") + " is published and signs from " + next.text("/signsFrom")
                            + " on.");
            return 0;
        });
    }
}
