/**
 * Partners' programs have accounts of their own: {@link dev.promo.auth.partner.ServiceAccounts}, and tokens by
 * {@link dev.promo.auth.partner.ClientCredentials}.
 */
@NullMarked
package dev.promo.auth.partner;

import org.jspecify.annotations.NullMarked;
