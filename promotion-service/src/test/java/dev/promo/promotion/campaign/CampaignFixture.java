package dev.promo.promotion.campaign;

import static java.util.Objects.requireNonNull;

import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.CampaignJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service's own editor at any time, for the tests of other features. It tells nobody of slots that became free, so that who
 * uses it decides when people who wait are served. Not for several threads.
 */
public final class CampaignFixture {

    private static final long OWNER = 1;
    private static final IfMatch ANY = IfMatch.of("*");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final CampaignEditor editor;
    private final CampaignStore store;
    private final Map<Long, ObjectNode> sent = new HashMap<>();

    private CampaignFixture(ApplicationContext context) {
        store = context.getBean(CampaignStore.class);
        InstantSource clock = now::get;
        editor = new CampaignEditor(
                store,
                context.getBean(PauseBook.class),
                context.getBean(DefinitionGate.class),
                context.getBean(CampaignAudit.class),
                context.getBean(CampaignRows.class),
                context.getBean(CampaignJournal.class),
                context.getBean(Backfills.class),
                event -> {},
                context.getBean(ReadCommitted.class),
                clock.withZone(ZoneOffset.UTC));
    }

    public static CampaignFixture in(ApplicationContext context) {
        return new CampaignFixture(context);
    }

    /** A campaign of 30 %, whose vouchers are good for a day; says its id. */
    public long create(String name, int total, Window window) {
        now.set(window.startsAt());
        var definition = new Definition(
                name,
                null,
                window,
                total,
                Discount.percent(30),
                new VoucherValidity.Lasting(Duration.ofDays(1)),
                RollbackPolicy.RESTORE,
                null,
                null);
        return editor.create(definition, OWNER).id();
    }

    /** A campaign as an owner would send it; says its id. */
    public long create(ObjectNode definition, Instant at) {
        now.set(at);
        var id = editor.create(read(definition), OWNER).id();
        sent.put(id, definition);
        return id;
    }

    /** Sends a campaign again that was made like that, with other values in those fields. */
    public void change(long campaign, ObjectNode fields, Instant at) {
        now.set(at);
        var definition = requireNonNull(sent.get(campaign)).deepCopy().setAll(fields);
        editor.replace(campaign, ANY, read(definition), OWNER);
        sent.put(campaign, definition);
    }

    private static Definition read(ObjectNode definition) {
        return DefinitionRules.read(JsonMapper.shared().treeToValue(definition, CampaignForm.class));
    }

    public void setTotal(long campaign, int total) {
        var was = store.find(campaign).orElseThrow().definition();
        var wanted = new Definition(
                was.name(),
                was.description(),
                was.window(),
                total,
                was.discount(),
                was.validity(),
                was.rollbackPolicy(),
                was.registeredAfter(),
                was.birthMonth());
        editor.replace(campaign, ANY, wanted, OWNER);
    }

    public void pause(long campaign, Instant at) {
        now.set(at);
        editor.pause(campaign, OWNER);
    }

    public void resume(long campaign, Instant at) {
        now.set(at);
        editor.resume(campaign, OWNER);
    }

    /** Says how many people it reaches. */
    public long backfill(long campaign) {
        return editor.backfill(campaign, null, false, OWNER).eligible();
    }
}
