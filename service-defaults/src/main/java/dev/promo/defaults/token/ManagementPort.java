package dev.promo.defaults.token;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;

/**
 * The actuator's own port, once it is open. It does not change after that, so it is remembered: to look it up in the environment took a
 * twelfth of the gateway's time. Safe for concurrent use.
 */
final class ManagementPort {
    private final Environment environment;
    private final boolean isOwn;
    private volatile @Nullable Integer number;

    ManagementPort(Environment environment) {
        this.environment = environment;
        isOwn = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
    }

    boolean is(int port) {
        if (!isOwn) {
            return false;
        }
        var known = number;
        if (known == null) {
            known = environment.getProperty("local.management.port", Integer.class);
            number = known;
        }
        return known != null && known == port;
    }
}
