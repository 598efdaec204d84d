/** What wraps every HTTP exchange: correlation id, security headers, body limit. */
@NullMarked
package dev.promo.defaults.web;

import org.jspecify.annotations.NullMarked;
