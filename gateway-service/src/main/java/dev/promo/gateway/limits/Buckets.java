package dev.promo.gateway.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** One token bucket for each client address, an IPv6 network of /64 counting as one. Safe for concurrent use. */
interface Buckets {

    /** Takes one from the address's bucket, if there is one left. */
    Taken take(String address);

    /** An owner of one IPv6 network has 2^64 addresses at hand. */
    static String key(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        return InetAddress.ofLiteral(address) instanceof Inet6Address six
                ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8))
                : address;
    }
}
