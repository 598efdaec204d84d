package dev.promo.gateway.address;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Setting {@code promo.gateway.trusted-proxies}.
 *
 * @param trustedProxies networks (CIDR) or addresses of the proxies in front, whose {@code X-Forwarded-For} is believed; none by
 *     default
 */
@ConfigurationProperties("promo.gateway")
record AddressProperties(@DefaultValue List<String> trustedProxies) {}
