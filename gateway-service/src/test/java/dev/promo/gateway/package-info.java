/** Runs the gateway between real clients and real upstreams. */
@NullMarked
package dev.promo.gateway;

import org.jspecify.annotations.NullMarked;
