package dev.promo.auth.token;

/** A key and what it does when. */
record KeptKey(SigningKey key, KeyTimes times) {}
