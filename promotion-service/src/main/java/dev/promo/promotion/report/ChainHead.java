package dev.promo.promotion.report;

/**
 * The end of a campaign's hash chain.
 *
 * @param head SHA-256 in hexadecimal digits
 * @param length vouchers in the chain
 */
record ChainHead(String head, long length) {}
