package dev.promo.local.cli;

import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackPort;
import java.nio.file.Path;
import java.util.List;

/** What a person reads when everything is ready: where it is, and a first session to paste. */
final class Welcome {

    private Welcome() {}

    static List<String> lines(PortPlan ports, Path secrets) {
        var url = "http://127.0.0.1:" + ports.number(StackPort.GATEWAY);
        return """

                Ready. The gateway is %1$s (metrics: http://127.0.0.1:%2$d/actuator/prometheus)

                A first session, to paste into another terminal:

                  curl -s %1$s/api/v1/user/signup -H 'Content-Type: application/json' \\
                    -d '{"fullName":"Nguyen Van An","userName":"an.nguyen","password":"correct-horse-7"}'
                  TOKEN=$(curl -s %1$s/api/v1/user/login -H 'Content-Type: application/json' \\
                    -d '{"account":"an.nguyen","password":"correct-horse-7"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
                  curl -s %1$s/homepage -H "Authorization: Bearer $TOKEN"

                The admin logs in as %3$s; the password is admin-password in %4$s

                300 people at once: ./promo demo    Everything that happens: ./promo logs -f    Ctrl-C stops it all.
                """.formatted(url, ports.number(StackPort.GATEWAY_MANAGEMENT), Stack.ADMIN, secrets)
                .lines()
                .toList();
    }
}
