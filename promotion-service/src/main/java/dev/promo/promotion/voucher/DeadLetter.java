package dev.promo.promotion.voucher;

import dev.promo.events.MalformedEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that nobody will ever be able to read, and why. */
record DeadLetter(ConsumerRecord<byte[], byte[]> message, MalformedEvent cause) {}
