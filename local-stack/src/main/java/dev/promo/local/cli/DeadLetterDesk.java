package dev.promo.local.cli;

import dev.promo.local.cli.AdminAccess.Admin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The dead-letter desk of a running system, as its admin sees it. */
final class DeadLetterDesk {

    static final String PATH = "/api/v1/admin/dead-letters";

    /** As many as one request takes. */
    private static final int PIECE = 200;

    private final Admin admin;

    DeadLetterDesk(Admin admin) {
        this.admin = admin;
    }

    /** What is done to some letters with one request; answers with a row each. */
    interface Deed {
        JsonNode to(List<Long> ids) throws InterruptedException;
    }

    List<JsonNode> list(@Nullable String state, @Nullable String reason) throws InterruptedException {
        var letters = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = admin.ask(
                    "GET",
                    PATH + "?limit=" + PIECE + parameter("state", state) + parameter("reason", reason)
                            + (cursor.isEmpty() ? "" : parameter("cursor", cursor)),
                    null);
            page.json().at("/items").forEach(letters::add);
            cursor = page.text("/nextCursor");
        } while (!cursor.isEmpty());
        return letters;
    }

    /** Does it to all of them, however many there are. */
    static List<JsonNode> inPieces(List<Long> ids, Deed deed) throws InterruptedException {
        var rows = new ArrayList<JsonNode>();
        for (var from = 0; from < ids.size(); from += PIECE) {
            deed.to(ids.subList(from, Math.min(from + PIECE, ids.size()))).forEach(rows::add);
        }
        return rows;
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
