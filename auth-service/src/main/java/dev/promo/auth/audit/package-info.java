/** Who did what to which account, for those who must answer for it; the entry class is {@link dev.promo.auth.audit.AuditTrail}. */
@NullMarked
package dev.promo.auth.audit;

import org.jspecify.annotations.NullMarked;
