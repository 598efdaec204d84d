package dev.promo.promotion.campaign;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A campaign as its readers see it. The ledger alone writes {@code issued} and {@code offered_from_seq}, with JDBC. */
@Entity
@Immutable
@Table(name = "campaigns")
class Campaign {

    @Id
    private long id;

    private String name;
    private int totalVouchers;
    private int issued;

    @Enumerated(EnumType.STRING)
    private Discount.Type discountType;

    private BigDecimal discountValue;
    private @Nullable String currency;
    private @Nullable BigDecimal discountCap;
    private @Nullable BigDecimal minimumOrder;

    @Enumerated(EnumType.STRING)
    private Discount.Rounding rounding;

    private Instant startsAt;
    private Instant endsAt;

    @Column(name = "offered_from_seq")
    private @Nullable Long offeredFromSeq;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Campaign() {}

    RunningCampaign view() {
        return new RunningCampaign(
                id,
                name,
                totalVouchers,
                issued,
                new Discount(discountType, discountValue, currency, discountCap, minimumOrder, rounding),
                new Window(startsAt, endsAt),
                offeredFromSeq);
    }
}
