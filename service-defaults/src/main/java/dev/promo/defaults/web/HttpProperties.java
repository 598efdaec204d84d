package dev.promo.defaults.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code promo.http.*}.
 *
 * @param maxBodySize largest request body accepted; larger ones are refused with 413
 */
@ConfigurationProperties("promo.http")
public record HttpProperties(@DefaultValue("64KB") DataSize maxBodySize) {}
