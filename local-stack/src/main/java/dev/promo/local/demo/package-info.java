/** The demo: 300 people against a running system, and the proof that 100 of them got a voucher; the entry class is {@link dev.promo.local.demo.Demo}. */
@NullMarked
package dev.promo.local.demo;

import org.jspecify.annotations.NullMarked;
