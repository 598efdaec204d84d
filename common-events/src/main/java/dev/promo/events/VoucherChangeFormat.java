package dev.promo.events;

import dev.promo.events.VoucherChange.Origin;
import dev.promo.events.VoucherChange.VoucherExpired;
import dev.promo.events.VoucherChange.VoucherExtended;
import dev.promo.events.VoucherChange.VoucherHeld;
import dev.promo.events.VoucherChange.VoucherIssued;
import dev.promo.events.VoucherChange.VoucherRedeemed;
import dev.promo.events.VoucherChange.VoucherReleased;
import dev.promo.events.VoucherChange.VoucherRevoked;
import dev.promo.events.VoucherChange.VoucherRolledBack;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link VoucherChange} on the wire: a CloudEvent 1.0 in Kafka binary mode whose type says which change it is and whose data is
 * JSON, as the schema of that type says ({@code schemas/voucher-*.v1.schema.json}).
 *
 * <p>A tolerant reader: fields it does not know are ignored, so that producers can add some; what it does know must be
 * exactly as promised.
 */
public final class VoucherChangeFormat {

    public static final String ISSUED = "dev.promo.promotion.voucher-issued.v1";
    public static final String HELD = "dev.promo.promotion.voucher-held.v1";
    public static final String RELEASED = "dev.promo.promotion.voucher-released.v1";
    public static final String REDEEMED = "dev.promo.promotion.voucher-redeemed.v1";
    public static final String ROLLED_BACK = "dev.promo.promotion.voucher-rolled-back.v1";
    public static final String REVOKED = "dev.promo.promotion.voucher-revoked.v1";
    public static final String EXPIRED = "dev.promo.promotion.voucher-expired.v1";
    public static final String EXTENDED = "dev.promo.promotion.voucher-extended.v1";
    public static final String SOURCE = "/promotion-service";

    private VoucherChangeFormat() {}

    public static EventEnvelope write(UUID eventId, VoucherChange change) {
        var key = Long.toString(change.voucher().userId());
        var data = WireEvent.newData();
        write(change.voucher(), data.putObject("voucher"));
        data.put("at", change.at().toString());
        var type = switch (change) {
            case VoucherIssued issued -> {
                data.put("origin", issued.origin().name());
                issued.discount().writeTo(data.putObject("discount"));
                data.put("expiresAt", issued.expiresAt().toString());
                if (issued.firstLoginId() != null) {
                    data.put("firstLoginId", issued.firstLoginId().toString());
                }
                yield ISSUED;
            }
            case VoucherHeld held -> {
                data.put("heldUntil", held.heldUntil().toString());
                yield HELD;
            }
            case VoucherReleased _ -> RELEASED;
            case VoucherRedeemed redeemed -> {
                data.put("orderId", redeemed.orderId())
                        .put("orderAmount", redeemed.orderAmount().toPlainString())
                        .put("discountAmount", redeemed.discountAmount().toPlainString())
                        .put("currency", redeemed.currency());
                yield REDEEMED;
            }
            case VoucherRolledBack rolledBack -> {
                data.put("orderId", rolledBack.orderId()).put("restored", rolledBack.restored());
                yield ROLLED_BACK;
            }
            case VoucherRevoked revoked -> {
                data.put("reason", revoked.reason());
                yield REVOKED;
            }
            case VoucherExpired _ -> EXPIRED;
            case VoucherExtended extended -> {
                data.put("expiresAt", extended.expiresAt().toString());
                yield EXTENDED;
            }
        };
        return new EventEnvelope(eventId, VoucherChange.TOPIC, key, type, SOURCE, change.at(), WireEvent.bytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is no change that this release knows; nothing else is ever thrown
     */
    public static Received<VoucherChange> read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        var event = WireEvent.from(message);
        return event.read((id, data) -> new Received<>(id, change(event.type(), data)));
    }

    private static VoucherChange change(String type, WireData data) throws MalformedEvent {
        return switch (type) {
            case ISSUED ->
                new VoucherIssued(
                        voucher(data),
                        data.time("at"),
                        data.choice("origin", Origin.class),
                        DiscountTerms.from(data.object("discount")),
                        data.time("expiresAt"),
                        data.ifThere("firstLoginId", WireData::uuid));
            case HELD -> new VoucherHeld(voucher(data), data.time("at"), data.time("heldUntil"));
            case RELEASED -> new VoucherReleased(voucher(data), data.time("at"));
            case REDEEMED ->
                new VoucherRedeemed(
                        voucher(data),
                        data.time("at"),
                        data.text("orderId"),
                        data.amount("orderAmount"),
                        data.amount("discountAmount"),
                        data.text("currency"));
            case ROLLED_BACK ->
                new VoucherRolledBack(voucher(data), data.time("at"), data.text("orderId"), data.flag("restored"));
            case REVOKED -> new VoucherRevoked(voucher(data), data.time("at"), data.text("reason"));
            case EXPIRED -> new VoucherExpired(voucher(data), data.time("at"));
            case EXTENDED -> new VoucherExtended(voucher(data), data.time("at"), data.time("expiresAt"));
            default ->
                throw new MalformedEvent(
                        MalformedEvent.Reason.UNKNOWN_TYPE, "The CloudEvents type is no change of a voucher.");
        };
    }

    private static VoucherRef voucher(WireData data) throws MalformedEvent {
        var voucher = data.object("voucher");
        return new VoucherRef(
                voucher.wholeNumber("voucherId"),
                voucher.wholeNumber("campaignId"),
                voucher.wholeNumber("userId"),
                voucher.smallNumber("slot"),
                voucher.smallNumber("generation"));
    }

    private static void write(VoucherRef voucher, ObjectNode data) {
        data.put("voucherId", voucher.voucherId())
                .put("campaignId", voucher.campaignId())
                .put("userId", voucher.userId())
                .put("slot", voucher.slot())
                .put("generation", voucher.generation());
    }
}
