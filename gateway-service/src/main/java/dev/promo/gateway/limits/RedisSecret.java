package dev.promo.gateway.limits;

import dev.promo.defaults.production.ProductionRule;
import dev.promo.defaults.production.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** The Redis that gateways count in, if one is configured, asks for a password. */
final class RedisSecret implements ProductionRule {

    private static final String URL = "promo.gateway.redis-url";

    @Override
    public Stream<Objection> objections(Environment environment) {
        var url = environment.getProperty(URL, "");
        if (url.isEmpty()) {
            return Stream.empty();
        }
        try {
            return Secret.objections(URL, password(new URI(url)))
                    .map(objection -> new Objection(URL, "has a password that " + objection.wrong()));
        } catch (URISyntaxException _) { // it would quote the secret
            return Stream.of(new Objection(URL, "is no URI"));
        }
    }

    private static String password(URI url) {
        var user = url.getUserInfo();
        return user == null ? "" : user.substring(user.indexOf(':') + 1);
    }
}
