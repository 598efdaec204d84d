package dev.promo.gateway.cors;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Setting {@code promo.gateway.cors.allowed-origins}.
 *
 * @param allowedOrigins exactly as browsers send them, such as {@code https://shop.example}; none by default
 */
@ConfigurationProperties("promo.gateway.cors")
record CorsProperties(@DefaultValue List<String> allowedOrigins) {

    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?");

    CorsProperties {
        for (var origin : allowedOrigins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "promo.gateway.cors.allowed-origins: no origin in lower case without a path: " + origin);
            }
        }
    }
}
