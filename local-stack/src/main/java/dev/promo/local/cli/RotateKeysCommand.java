package dev.promo.local.cli;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackPort;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running system for its next signing key. */
@Command(
        name = "rotate-keys",
        description = {
            "Has the next key that signs access tokens made; tokens at hand stay good, and nobody notices.",
            "Exit code 0 if there is one, 1 if the system refused, 2 if nobody answers."
        })
final class RotateKeysCommand implements Callable<Integer> {

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "The gateway to talk to; where nothing is said, the one that ./promo up started")
    private @Nullable URI target;

    @Option(
            names = "--admin-password",
            paramLabel = "PASSWORD",
            description = "Of the user admin; where nothing is said, the one of the stack that runs here")
    private @Nullable String adminPassword;

    RotateKeysCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        var ports = promo.runFolder().ports();
        var url = target == null ? URI.create("http://127.0.0.1:" + ports.number(StackPort.GATEWAY)) : target;
        var error = spec.commandLine().getErr();
        try (var gateway = new Gateway(url)) {
            var admin = gateway.logIn(new Person.Identifier("userName", Stack.ADMIN), password())
                    .accessToken();
            var next = gateway.call("POST", "/api/v1/admin/keys/rotations", admin, null);
            if (next.status() != 200) {
                error.println("promo: the system refused: " + next.verdict());
                return 1;
            }
            spec.commandLine()
                    .getOut()
                    .println("The key " + next.text("/kid") + " is published and signs from " + next.text("/signsFrom")
                            + " on.");
            return 0;
        } catch (Gateway.Unreachable nobody) {
            error.println("promo: " + nobody.getMessage() + ". Is it up? ./promo status says; ./promo up starts it.");
            return 2;
        } catch (Gateway.UnexpectedAnswer answer) {
            error.println("promo: the admin cannot log in. " + answer.getMessage());
            return 1;
        }
    }

    private String password() throws IOException {
        return adminPassword != null
                ? adminPassword
                : StackDesign.in(promo.folder(), promo.runFolder().ports()).adminPassword();
    }
}
