package dev.promo.promotion.campaign;

/**
 * An application event: people who wait for a campaign's vouchers may have to be served. Published in the transaction that
 * set the campaign's {@code backlog}; whoever serves them listens for its commit.
 */
public record SlotsFreed(long campaignId) {}
