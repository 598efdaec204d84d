package dev.promo.events;

import dev.promo.events.CampaignChanged.Change;
import dev.promo.events.CampaignChanged.Definition;
import dev.promo.events.CampaignChanged.State;
import dev.promo.events.WireEvent.Reading;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link CampaignChanged} on the wire: a CloudEvent 1.0 in Kafka binary mode whose data is JSON, as
 * {@code schemas/campaign-changed.v1.schema.json} says.
 *
 * <p>A tolerant reader: fields it does not know are ignored, so that producers can add some; what it does know must be
 * exactly as promised.
 */
public final class CampaignChangedFormat {

    public static final String TYPE = "dev.promo.promotion.campaign-changed.v1";
    public static final String SOURCE = "/promotion-service";

    /** A version that is not written any more keeps its reading here. */
    private static final Map<String, Reading<Received<CampaignChanged>>> READINGS =
            Map.of(TYPE, CampaignChangedFormat::v1);

    private CampaignChangedFormat() {}

    public static EventEnvelope write(UUID eventId, CampaignChanged event) {
        var key = Long.toString(event.campaignId());
        var data = WireEvent.newData()
                .put("campaignId", event.campaignId())
                .put("change", event.change().name())
                .put("version", event.version())
                .put("at", event.at().toString());
        write(event.definition(), data.putObject("definition"));
        return new EventEnvelope(eventId, CampaignChanged.TOPIC, key, TYPE, SOURCE, event.at(), WireEvent.bytes(data));
    }

    /**
     * Reads a record of any origin.
     *
     * @throws MalformedEvent if the record is not a CampaignChanged and never will be; nothing else is ever thrown
     */
    public static Received<CampaignChanged> read(ConsumerRecord<?, byte[]> message) throws MalformedEvent {
        return WireEvent.from(message).read(READINGS);
    }

    private static Received<CampaignChanged> v1(UUID id, WireData data) throws MalformedEvent {
        return new Received<>(
                id,
                new CampaignChanged(
                        data.wholeNumber("campaignId"),
                        data.choice("change", Change.class),
                        data.wholeNumber("version"),
                        data.time("at"),
                        definition(data.object("definition"))));
    }

    private static Definition definition(WireData data) throws MalformedEvent {
        return new Definition(
                data.text("name"),
                data.ifThere("description", WireData::text),
                data.time("startsAt"),
                data.time("endsAt"),
                data.smallNumber("totalVouchers"),
                DiscountTerms.from(data.object("discount")),
                data.choice("state", State.class));
    }

    private static void write(Definition definition, ObjectNode data) {
        data.put("name", definition.name());
        if (definition.description() != null) {
            data.put("description", definition.description());
        }
        data.put("startsAt", definition.startsAt().toString())
                .put("endsAt", definition.endsAt().toString())
                .put("totalVouchers", definition.totalVouchers());
        definition.discount().writeTo(data.putObject("discount"));
        data.put("state", definition.state().name());
    }
}
