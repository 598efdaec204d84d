/** The topics that this service owns; {@link dev.promo.promotion.topic.TopicConfiguration} declares them. */
@NullMarked
package dev.promo.promotion.topic;

import org.jspecify.annotations.NullMarked;
