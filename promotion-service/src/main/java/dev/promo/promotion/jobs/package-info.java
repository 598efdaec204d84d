/** What runs by itself, on one instance at a time; the entry class is {@link dev.promo.promotion.jobs.JobLocks}. */
@NullMarked
package dev.promo.promotion.jobs;

import org.jspecify.annotations.NullMarked;
