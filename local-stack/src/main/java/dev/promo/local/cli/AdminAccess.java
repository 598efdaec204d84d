package dev.promo.local.cli;

import dev.promo.local.demo.Answer;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of a command that talks to a running system, as its admin or as anybody, and what such a command says when it
 * gets nowhere: exit code 2 if nobody answers, 1 if the system refuses.
 */
final class AdminAccess {

    private final Promo promo;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

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

    AdminAccess(Promo promo) {
        this.promo = promo;
    }

    /** What a command does with the gateway; returns the exit code. */
    interface Visit {
        int with(Gateway gateway) throws IOException, InterruptedException;
    }

    /** What a command does as the admin; returns the exit code. */
    interface AdminVisit {
        int with(Admin admin) throws IOException, InterruptedException;
    }

    /** The admin, logged in. */
    static final class Admin {

        private final Gateway gateway;
        private final String token;

        private Admin(Gateway gateway, String token) {
            this.gateway = gateway;
            this.token = token;
        }

        /**
         * Returns what the system answered if it did as asked; a refusal ends the command, which says why.
         *
         * @param body is sent as JSON unless it is null
         */
        Answer ask(String method, String path, @Nullable Object body, String... headers) throws InterruptedException {
            var answer = gateway.call(method, path, token, body, headers);
            if (answer.status() >= 400) {
                throw new Refused(answer);
            }
            return answer;
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        Refused(Answer answer) {
            sentence = sentence(answer);
        }

        private static String sentence(Answer answer) {
            var why = new StringBuilder("the system refused: ").append(answer.verdict());
            if (!answer.text("/detail").isEmpty()) {
                why.append(". ").append(answer.text("/detail"));
            }
            answer.json()
                    .at("/errors")
                    .forEach(error -> why.append("%n  %s: %s (%s)"
                            .formatted(
                                    error.at("/field").asString(""),
                                    error.at("/message").asString(""),
                                    error.at("/rule").asString(""))));
            return why.toString();
        }
    }

    /** Talks to the gateway, and says so if that leads nowhere. */
    int visit(Visit visit) throws IOException, InterruptedException {
        try (var gateway = new Gateway(target())) {
            return visit.with(gateway);
        } catch (Gateway.Unreachable nobody) {
            say(nobody.getMessage() + ". Is it up? ./promo status says; ./promo up starts it.");
            return 2;
        } catch (NeverStarted _) {
            say("nothing has ever been started here. ./promo up starts it.");
            return 2;
        } catch (Refused refusal) {
            say(refusal.sentence);
            return 1;
        } catch (Gateway.UnexpectedAnswer answer) {
            say("the system broke its contract. " + answer.getMessage());
            return 1;
        }
    }

    /** Logs the admin in first. */
    int visitAsAdmin(AdminVisit visit) throws IOException, InterruptedException {
        return visit(gateway -> {
            String token;
            try {
                token = gateway.logIn(new Person.Identifier("userName", Stack.ADMIN), password())
                        .accessToken();
            } catch (Gateway.UnexpectedAnswer answer) {
                say("the admin cannot log in. " + answer.getMessage());
                return 1;
            }
            return visit.with(new Admin(gateway, token));
        });
    }

    URI target() throws IOException {
        return target != null
                ? target
                : URI.create("http://127.0.0.1:" + promo.runFolder().ports().number(StackPort.GATEWAY));
    }

    String password() throws IOException {
        if (adminPassword != null) {
            return adminPassword;
        }
        if (!Files.isDirectory(promo.folder())) {
            throw new NeverStarted();
        }
        return StackDesign.in(promo.folder(), promo.runFolder().ports()).adminPassword();
    }

    private static final class NeverStarted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void say(String sentence) {
        command.commandLine().getErr().println("promo: " + sentence);
    }
}
