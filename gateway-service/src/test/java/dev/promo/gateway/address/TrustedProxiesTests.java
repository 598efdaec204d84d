package dev.promo.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTests {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8:1::/48"));

    @Test
    void withoutTrustedProxiesOnlyTheConnectionCounts() {
        assertThat(new TrustedProxies(List.of()).clientOf("203.0.113.7", List.of("198.51.100.1")))
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 198.51.100.1 | 203.0.113.7", // a stranger may write what they want
                "10.0.0.1 | '' | 10.0.0.1",
                "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
                "10.0.0.1 | 192.0.2.9, 198.51.100.1 | 198.51.100.1", // made up by the client, written by our proxy
                "10.0.0.1 | 10.9.9.9, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
                "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "10.0.0.1 | 198.51.100.1, junk | 10.0.0.1",
                "10.0.0.1 | 198.51.100.1, , 10.0.0.2 | 10.0.0.2",
                "10.0.0.1 | some.host.example | 10.0.0.1",
                "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
                "10.0.0.1 | [2001:db8:2::1]:4711 | 2001:db8:2:0:0:0:0:1",
                "10.0.0.1 | 2001:DB8:2::1 | 2001:db8:2:0:0:0:0:1",
                "2001:db8:1:0:0:0:0:5 | 198.51.100.1 | 198.51.100.1",
            })
    void theRightmostHopThatIsNoneOfOursIsTheClient(String connection, String forwardedFor, String client) {
        assertThat(proxies.clientOf(connection, List.of(forwardedFor))).isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(proxies.clientOf("10.0.0.1", List.of("192.0.2.9", "198.51.100.1", "10.0.0.2")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void whatIsNoNetworkStopsTheStart() {
        assertThatThrownBy(() -> new TrustedProxies(List.of("proxy.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("promo.gateway.trusted-proxies");
    }
}
