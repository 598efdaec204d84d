package dev.promo.gateway.address;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the client's address in place before anybody asks for it. */
@Configuration(proxyBeanMethods = false)
class ClientAddresses {

    @Bean
    FilterRegistrationBean<ClientAddressFilter> clientAddress(AddressProperties properties) {
        var registration =
                new FilterRegistrationBean<>(new ClientAddressFilter(new TrustedProxies(properties.trustedProxies())));
        registration.setOrder(
                Ordered.HIGHEST_PRECEDENCE + 2); // behind headers and correlation, which ask for no address
        return registration;
    }
}
