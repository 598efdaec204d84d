package dev.promo.gateway.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Finds out where a request came from. What a header says is believed only as far as each one who wrote it is a trusted proxy:
 * the hops are read from the right, which our own proxy wrote, to the first that is none of ours. Left of it anything may
 * stand, made up by the client.
 */
final class TrustedProxies {

    /** An address as proxies write it, some with the port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[(.*)](?::\\d{1,5})?|([0-9.]+):\\d{1,5}");

    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final List<IpAddressMatcher> networks;

    /** @throws IllegalArgumentException if one is no network; names the setting */
    TrustedProxies(List<String> networks) {
        this.networks = networks.stream().map(TrustedProxies::network).toList();
    }

    /**
     * The client's address, as a literal.
     *
     * @param connection the other end of the connection
     * @param forwardedFor the values of all {@code X-Forwarded-For} headers in their order
     */
    String clientOf(String connection, List<String> forwardedFor) {
        var client = connection;
        if (networks.isEmpty()) {
            return client;
        }
        var hops = Arrays.asList(String.join(",", forwardedFor).split(",", -1));
        for (var hop : hops.reversed()) {
            if (!isTrusted(client)) {
                return client;
            }
            var before = literal(hop.strip());
            if (before.isEmpty()) {
                return client; // nothing, or nothing one can read: the proxy is all we know
            }
            client = before.get();
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    private static Optional<String> literal(String hop) {
        var parts = WITH_PORT.matcher(hop);
        var text = !parts.matches() ? hop : parts.group(1) == null ? parts.group(2) : parts.group(1);
        try {
            return LITERAL.matcher(text).matches()
                    ? Optional.of(InetAddress.ofLiteral(text).getHostAddress())
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static IpAddressMatcher network(String text) {
        try {
            return new IpAddressMatcher(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "promo.gateway.trusted-proxies: neither an address nor a network: " + text, e);
        }
    }
}
