package dev.promo.promotion.campaign;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Definitions as owners send them: a sound one, and what others make of it. */
public final class CampaignJson {

    /** Keeps 0.0001 and 1e999 as they are. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CampaignJson() {}

    /** 30 % for the first ten whose first login falls in March 2026. */
    public static ObjectNode march(String name) {
        return object("""
                {"name": "%s",
                 "startsAt": "2026-03-01T00:00:00Z", "endsAt": "2026-04-01T00:00:00Z",
                 "totalVouchers": 10,
                 "discount": {"type": "PERCENT", "value": 30},
                 "voucherValidity": {"duration": "P30D"}}
                """.formatted(name));
    }

    /** The same, but for one field, which {@code value} as JSON replaces; an empty value leaves it out. */
    public static ObjectNode with(ObjectNode campaign, String field, String value) {
        var changed = campaign.deepCopy();
        var names = field.split("\\.", -1);
        var parent = changed;
        for (var i = 0; i + 1 < names.length; i++) {
            parent = parent.withObject("/" + names[i]);
        }
        var last = names[names.length - 1];
        if (value.isEmpty()) {
            parent.remove(last);
        } else {
            parent.set(last, json(value));
        }
        return changed;
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) json(json);
    }

    private static JsonNode json(String json) {
        return JSON.readTree(json);
    }
}
