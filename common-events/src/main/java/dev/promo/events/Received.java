package dev.promo.events;

import java.util.UUID;

/**
 * A change as it came from Kafka.
 *
 * @param eventId the CloudEvents id, the same for every delivery of this event
 */
public record Received<C>(UUID eventId, C change) {}
