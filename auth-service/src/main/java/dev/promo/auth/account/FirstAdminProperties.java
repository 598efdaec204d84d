package dev.promo.auth.account;

import dev.promo.defaults.problem.ApiProblem;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Settings {@code promo.auth.first-admin.*}; neither user name nor password, or both.
 *
 * @param userName the name by which the first admin logs in; empty for none
 * @param password what the first admin logs in with; a secret
 * @param fullName what the first admin is called
 */
@ConfigurationProperties("promo.auth.first-admin")
record FirstAdminProperties(
        @DefaultValue("") String userName,
        @DefaultValue("") String password,
        @DefaultValue("Administrator") String fullName) {

    FirstAdminProperties {
        if (userName.isEmpty() != password.isEmpty()) {
            throw new IllegalArgumentException(
                    "promo.auth.first-admin.user-name and .password: either both or none must be given");
        }
    }

    /** The account to sign up, by the rules of every sign-up; empty if none is asked for. */
    Optional<NewAccount> account(SignupForm form) {
        if (userName.isEmpty()) {
            return Optional.empty();
        }
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("fullName", fullName)
                .put("userName", userName)
                .put("password", password);
        try {
            return Optional.of(form.read(body));
        } catch (ApiProblem refused) {
            throw new IllegalArgumentException("promo.auth.first-admin: " + rules(refused), refused);
        }
    }

    private static String rules(ApiProblem refused) {
        return refused.errors().stream()
                .map(broken -> broken.field() + " " + broken.rule() + ": " + broken.message())
                .collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return "FirstAdminProperties[" + userName + "]";
    }
}
