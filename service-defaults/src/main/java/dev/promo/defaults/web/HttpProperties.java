package dev.promo.defaults.web;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code promo.http.*}.
 *
 * @param maxBodySize largest request body accepted; larger ones are refused with 413
 * @param largerBodies paths that take more
 * @param drain how long an instance that is told to stop goes on serving: longer than whoever balances between instances takes to
 *     notice that it is not ready any more
 * @param formPaths paths, as Spring writes them, that take {@code application/x-www-form-urlencoded}; nowhere else is a form taken
 */
@ConfigurationProperties("promo.http")
public record HttpProperties(
        @DefaultValue("64KB") DataSize maxBodySize,
        @DefaultValue List<LargerBody> largerBodies,
        @DefaultValue("5s") Duration drain,
        @DefaultValue List<String> formPaths) {

    /**
     * A limit for some paths.
     *
     * @param path as Spring writes it: {@code /api/v1/admin/campaigns/*}{@code /vouchers}
     * @param maxSize largest body accepted there
     */
    public record LargerBody(String path, DataSize maxSize) {}
}
