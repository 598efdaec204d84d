package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promo.events.CampaignChanged.Change;
import dev.promo.events.CampaignChanged.Definition;
import dev.promo.events.CampaignChanged.State;
import dev.promo.events.VoucherChange.Origin;
import dev.promo.events.VoucherChange.VoucherExpired;
import dev.promo.events.VoucherChange.VoucherExtended;
import dev.promo.events.VoucherChange.VoucherHeld;
import dev.promo.events.VoucherChange.VoucherIssued;
import dev.promo.events.VoucherChange.VoucherRedeemed;
import dev.promo.events.VoucherChange.VoucherReleased;
import dev.promo.events.VoucherChange.VoucherRevoked;
import dev.promo.events.VoucherChange.VoucherRolledBack;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What every contract here promises alike: record, schema, golden sample, reader and writer say the same. */
class ContractsTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String LATER_FIELDS = "-with-later-fields";

    private static final VoucherRef VOUCHER = new VoucherRef(7, 1, 42, 100, 1);

    private static final VoucherIssued ISSUED = new VoucherIssued(
            VOUCHER,
            Instant.parse("2026-01-01T00:00:00.223456Z"),
            Origin.FIRST_LOGIN,
            new DiscountTerms(
                    DiscountTerms.Type.PERCENT,
                    new BigDecimal("30"),
                    "VND",
                    new BigDecimal("50000"),
                    new BigDecimal("100000")),
            Instant.parse("2026-01-31T00:00:00.123456Z"),
            id(0x2a));

    private static final SessionRevoked SESSION_REVOKED = new SessionRevoked(
            UUID.fromString("018f2b6e-7c1a-7d3e-9a50-3f2c1b0a9d8e"),
            42,
            Instant.parse("2026-05-31T23:50:00.25Z"),
            Instant.parse("2026-06-01T00:06:00.25Z"));

    private static final AccountErased ACCOUNT_ERASED = new AccountErased(42, Instant.parse("2026-05-31T23:50:00.25Z"));

    /** Every golden sample of the package, its CloudEvents id, and what it says. */
    static Stream<Golden> meanings() {
        return Stream.of(
                sample(0x2a, "first-login.v1", firstLogin(0x2a, 42, "2026-01-01T00:00:00.123456Z", null, null)),
                sample(
                        0x2b,
                        "first-login.v1-with-later-fields",
                        firstLogin(0x2b, 43, "2026-01-01T00:00:00Z", null, null)),
                sample(
                        0x2c,
                        "first-login.v1-with-registration",
                        firstLogin(0x2c, 44, "2026-01-01T00:00:00.123456Z", "2025-12-31T23:59:59.000001Z", 2)),
                sample(0x2d, "voucher-issued.v1", ISSUED),
                sample(0x2d, "voucher-issued.v1-with-later-fields", ISSUED),
                sample(
                        0x2e,
                        "voucher-held.v1",
                        new VoucherHeld(
                                VOUCHER, Instant.parse("2026-01-02T10:00:00Z"), Instant.parse("2026-01-02T10:15:00Z"))),
                sample(
                        0x2f,
                        "voucher-released.v1",
                        new VoucherReleased(VOUCHER, Instant.parse("2026-01-02T10:05:00.5Z"))),
                sample(
                        0x30,
                        "voucher-redeemed.v1",
                        new VoucherRedeemed(
                                VOUCHER,
                                Instant.parse("2026-01-02T10:06:07.891Z"),
                                "order-2026-000017",
                                new BigDecimal("120.00"),
                                new BigDecimal("12.50"),
                                "EUR")),
                sample(
                        0x31,
                        "voucher-rolled-back.v1",
                        new VoucherRolledBack(
                                VOUCHER, Instant.parse("2026-01-03T08:00:00Z"), "order-2026-000017", true)),
                sample(
                        0x32,
                        "voucher-revoked.v1",
                        new VoucherRevoked(VOUCHER, Instant.parse("2026-01-04T08:00:00Z"), "issued by mistake")),
                sample(
                        0x33,
                        "voucher-expired.v1",
                        new VoucherExpired(VOUCHER, Instant.parse("2026-01-31T00:00:00.123456Z"))),
                sample(
                        0x34,
                        "voucher-extended.v1",
                        new VoucherExtended(
                                VOUCHER, Instant.parse("2026-01-20T08:00:00Z"), Instant.parse("2026-02-28T00:00:00Z"))),
                sample(
                        0x35,
                        "campaign-changed.v1",
                        new CampaignChanged(
                                1,
                                Change.UPDATED,
                                2,
                                Instant.parse("2026-01-05T09:30:00.000001Z"),
                                new Definition(
                                        "TOPUP_FIRST_LOGIN",
                                        "A top-up for the first who come",
                                        Instant.parse("2026-01-01T00:00:00Z"),
                                        Instant.parse("2100-01-01T00:00:00Z"),
                                        100,
                                        new DiscountTerms(
                                                DiscountTerms.Type.AMOUNT,
                                                new BigDecimal("12.50"),
                                                "EUR",
                                                null,
                                                BigDecimal.ZERO),
                                        State.ACTIVE))),
                sample(0x36, "session-revoked.v1", SESSION_REVOKED),
                sample(0x36, "session-revoked.v1-with-later-fields", SESSION_REVOKED),
                sample(0x37, "account-erased.v1", ACCOUNT_ERASED),
                sample(0x37, "account-erased.v1-with-later-fields", ACCOUNT_ERASED));
    }

    static Stream<String> samples() {
        return meanings().map(Golden::sample);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("meanings")
    void theGoldenSampleIsReadAsWhatItMeans(Golden golden) throws MalformedEvent {
        var read = Formats.read(GoldenRecord.named(golden.sample()));

        assertThat(read.change()).isEqualTo(golden.meaning());
        assertThat(read.id()).isEqualTo(golden.id());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void theGoldenSampleIsWrittenBackTheSame(String sample) throws MalformedEvent {
        var golden = GoldenRecord.named(sample);

        var written = GoldenRecord.of(Formats.read(golden).writtenBack().toProducerRecord());

        assertThat(written).isEqualTo(sample.endsWith(LATER_FIELDS) ? asOfThisRelease(golden) : golden);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void theGoldenSampleKeepsToTheSchemaOfItsType(String sample) {
        var golden = GoldenRecord.named(sample);
        var schema = EventSchema.ofSample(sample);
        var type = golden.headers().getOrDefault("ce_type", "");

        assertThat(schema.errors(golden.data().toString())).isEmpty();
        assertThat(schema.asJson().get("description").stringValue())
                .contains("CloudEvent " + type + " on topic " + golden.topic() + ".");
        assertThat(EventSchema.nameOf(type)).isEqualTo(sample.replaceFirst("-with-.*", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void theWriterTellsNothingThatTheSchemaDoesNotName(String sample) throws MalformedEvent {
        var written = Formats.read(GoldenRecord.named(sample)).writtenBack();

        assertThat(EventSchema.ofSample(sample).closed().errors(new String(written.data(), StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void nothingThatIsReleasedIsLeftUntested() {
        var contract = Contract.current();
        assertThat(contract.samples()).containsOnlyKeys(samples().toList());
        assertThat(contract.schemas())
                .containsOnlyKeys(
                        samples().filter(sample -> !sample.contains("-with-")).toList());
        assertThat(meanings().<Object>map(golden -> golden.meaning().getClass()).toList())
                .contains((Object[]) VoucherChange.class.getPermittedSubclasses());
    }

    @Test
    void whatSchemasHaveInCommonTheySayInTheSameWords() {
        var definitions = new HashMap<String, JsonNode>();
        Contract.current()
                .schemas()
                .forEach((name, schema) -> schema.path("$defs").forEachEntry((what, definition) -> {
                    definitions.putIfAbsent(what, definition);
                    assertThat(definition).as("%s in %s", what, name).isEqualTo(definitions.get(what));
                }));
        assertThat(definitions).containsOnlyKeys("time", "amount", "currency", "voucher", "discount");
    }

    /** Each of these stands in turn for each field, at every depth: some will be right there, most will not. */
    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "-1",
            "0",
            "1",
            "13",
            "1.5",
            "2147483648",
            "9223372036854775808",
            "\"\"",
            "\"x\"",
            "\"1\"",
            "\"0\"",
            "\"0.0000\"",
            "\"-1\"",
            "\"+1\"",
            "\"01\"",
            "\"1.\"",
            "\".5\"",
            "\"1E3\"",
            "\"1,5\"",
            "\"12.34567\"",
            "\"99.9999\"",
            "\"100.0\"",
            "\"100.01\"",
            "\"1234567890123456\"",
            "\"999999999999999.9999\"",
            "\"eur\"",
            "\"EURO\"",
            "\"PERCENT\"",
            "\"AMOUNT\"",
            "\"percent\"",
            "\"BULK\"",
            "\"yesterday\"",
            "\"2026-01-01\"",
            "\"2026-06-01T00:00:00Z\"",
            "\"1-1-1-1-1\"",
            "\"01976b1e-7c00-7000-8000-00000000002A\"",
            "\"" + "x".repeat(256) + "\"",
            "\"" + "x".repeat(4001) + "\"");

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void readerAndSchemaRefuseTheSame(String sample) {
        var schema = EventSchema.ofSample(sample);
        var disagreements = new ArrayList<String>();
        var refused = 0;
        for (var changed : oneFieldChanged(GoldenRecord.named(sample))) {
            var bySchema = !schema.errors(changed.data().toString()).isEmpty();
            var byReader = isMalformed(changed);
            if (bySchema != byReader) {
                disagreements.add(
                        (byReader ? "only the reader refuses " : "only the schema refuses ") + changed.data());
            }
            refused += byReader ? 1 : 0;
        }

        assertThat(disagreements).isEmpty();
        assertThat(refused).isGreaterThan(ODD_VALUES.size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void noReaderTakesAnEventOfAnotherTopicOrOfALaterVersion(String sample) {
        var golden = GoldenRecord.named(sample);

        Formats.BY_TOPIC.forEach((topic, format) -> {
            if (!topic.equals(golden.topic())) {
                assertMalformed(format, golden);
            }
        });
        assertMalformed(
                Formats.of(golden),
                withHeader(golden, "ce_type", golden.headers().get("ce_type") + "1"));
        assertMalformed(Formats.of(golden), withHeader(golden, "ce_id", "1"));
    }

    static Stream<Arguments> badFacts() {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var one = BigDecimal.ONE;
        return Stream.of(
                bad("occurredAt must lie", () -> new FirstLogin(id(1), 1, Instant.EPOCH.minusMillis(1))),
                bad("registeredAt must lie", () -> new FirstLogin(id(1), 1, now, Instant.MAX, null)),
                bad("birthMonth must be", () -> new FirstLogin(id(1), 1, now, null, 0)),
                bad("birthMonth must be", () -> new FirstLogin(id(1), 1, now, null, 13)),
                bad("voucherId must be", () -> new VoucherRef(0, 1, 1, 1, 1)),
                bad("campaignId must be", () -> new VoucherRef(1, 0, 1, 1, 1)),
                bad("userId must be", () -> new VoucherRef(1, 1, 0, 1, 1)),
                bad("slot must be", () -> new VoucherRef(1, 1, 1, 0, 1)),
                bad("generation must not be", () -> new VoucherRef(1, 1, 1, 1, -1)),
                bad("value must be more", () -> percent(BigDecimal.ZERO)),
                bad("value must not be", () -> percent(one.negate())),
                bad("value must be at most", () -> percent(new BigDecimal("100.01"))),
                bad("value must have", () -> percent(new BigDecimal("1E+999999999"))),
                bad("value must have", () -> percent(new BigDecimal("0.00001"))),
                bad(
                        "currency must be there",
                        () -> new DiscountTerms(DiscountTerms.Type.AMOUNT, one, null, null, null)),
                bad(
                        "currency must be there",
                        () -> new DiscountTerms(DiscountTerms.Type.PERCENT, one, null, one, null)),
                bad(
                        "currency must be there",
                        () -> new DiscountTerms(DiscountTerms.Type.PERCENT, one, null, null, one)),
                bad("currency must be an", () -> new DiscountTerms(DiscountTerms.Type.AMOUNT, one, "eur", null, null)),
                bad(
                        "cap must be",
                        () -> new DiscountTerms(DiscountTerms.Type.PERCENT, one, "EUR", BigDecimal.ZERO, null)),
                bad("orderId must not", () -> new VoucherRolledBack(VOUCHER, now, "", true)),
                bad("reason must have", () -> new VoucherRevoked(VOUCHER, now, "x".repeat(1001))),
                bad(
                        "version must be",
                        () -> new CampaignChanged(1, Change.CREATED, 0, now, definition(now, now.plusNanos(1000)))),
                bad("startsAt must be", () -> definition(now, now.plusNanos(999))),
                bad("userId must be", () -> new SessionRevoked(id(1), 0, now, now)),
                bad("revokedAt must lie", () -> new SessionRevoked(id(1), 1, Instant.MIN, now)),
                bad("tokensGoneAt must not", () -> new SessionRevoked(id(1), 1, now, now.minusNanos(1000))),
                bad("userId must be", () -> new AccountErased(0, now)),
                bad("erasedAt must lie", () -> new AccountErased(1, Instant.MIN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFacts")
    void aFactOutsideItsRangeMakesNoEventAndNamesItsField(String sentence, Runnable making) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(making::run)
                .withMessageStartingWith(sentence);
    }

    @Test
    void timesAreCutToMicrosecondsAndAmountsAreWrittenPlainly() {
        var precise = Instant.parse("2026-01-01T00:00:00.123456789Z");
        var written = VoucherChangeFormat.write(
                id(1),
                new VoucherIssued(VOUCHER, precise, Origin.BULK, percent(new BigDecimal("3E+1")), precise, null));

        assertThat(JSON.readTree(written.data())).isEqualTo(JSON.readTree("""
                        {"voucher":{"voucherId":7,"campaignId":1,"userId":42,"slot":100,"generation":1},
                         "at":"2026-01-01T00:00:00.123456Z","origin":"BULK","discount":{"type":"PERCENT","value":"30"},
                         "expiresAt":"2026-01-01T00:00:00.123456Z"}"""));
        assertThat(written.time()).isEqualTo("2026-01-01T00:00:00.123456Z");
    }

    private static DiscountTerms percent(BigDecimal value) {
        return new DiscountTerms(DiscountTerms.Type.PERCENT, value, null, null, null);
    }

    private static Definition definition(Instant startsAt, Instant endsAt) {
        return new Definition("C", null, startsAt, endsAt, 0, percent(BigDecimal.ONE), State.ACTIVE);
    }

    private static Arguments bad(String sentence, Runnable making) {
        return Arguments.of(sentence, making);
    }

    /** The record without, then with each odd value instead of, each of its fields. */
    private static List<GoldenRecord> oneFieldChanged(GoldenRecord golden) {
        var changed = new ArrayList<GoldenRecord>();
        for (var field : fields("", golden.data())) {
            changed.add(changed(golden, field, (object, name) -> object.remove(name)));
            for (var value : ODD_VALUES) {
                changed.add(changed(golden, field, (object, name) -> object.set(name, JSON.readTree(value))));
            }
        }
        return changed;
    }

    private static GoldenRecord changed(GoldenRecord golden, String field, FieldChange change) {
        var data = golden.data().deepCopy();
        var end = field.lastIndexOf('/');
        change.apply((ObjectNode) data.at(field.substring(0, end)), field.substring(end + 1));
        return new GoldenRecord(golden.topic(), golden.key(), golden.timestamp(), golden.headers(), data);
    }

    /** JSON pointers to all fields, at every depth. */
    private static List<String> fields(String path, JsonNode data) {
        var fields = new ArrayList<String>();
        data.forEachEntry((name, value) -> {
            fields.add(path + "/" + name);
            fields.addAll(fields(path + "/" + name, value));
        });
        return fields;
    }

    /** The same record as if no later release had added anything to it. */
    private static GoldenRecord asOfThisRelease(GoldenRecord later) {
        var headers = new HashMap<>(later.headers());
        headers.remove("ce_later");
        headers.remove("traceparent");
        var data = later.data().deepCopy();
        data.findParents("fieldOfALaterRelease").forEach(o -> ((ObjectNode) o).remove("fieldOfALaterRelease"));
        return new GoldenRecord(later.topic(), later.key(), later.timestamp(), headers, data);
    }

    private static GoldenRecord withHeader(GoldenRecord golden, String name, String value) {
        var headers = new HashMap<>(golden.headers());
        headers.put(name, value);
        return new GoldenRecord(golden.topic(), golden.key(), golden.timestamp(), headers, golden.data());
    }

    private static boolean isMalformed(GoldenRecord message) {
        try {
            Formats.read(message);
            return false;
        } catch (MalformedEvent expected) {
            return true;
        }
    }

    private static void assertMalformed(Formats.Format format, GoldenRecord message) {
        assertThatExceptionOfType(MalformedEvent.class)
                .isThrownBy(() -> format.read(message.received()))
                .withMessageEndingWith(".");
    }

    private static Golden sample(long id, String name, Object meaning) {
        return new Golden(name, id(id), meaning);
    }

    private static FirstLogin firstLogin(
            long id, long user, String at, @Nullable String registeredAt, @Nullable Integer birthMonth) {
        return new FirstLogin(
                id(id), user, Instant.parse(at), registeredAt == null ? null : Instant.parse(registeredAt), birthMonth);
    }

    private static UUID id(long last) {
        return new UUID(0x01976b1e7c007000L, 0x8000000000000000L + last);
    }

    record Golden(String sample, UUID id, Object meaning) {
        @Override
        public String toString() {
            return sample;
        }
    }

    @FunctionalInterface
    private interface FieldChange {
        void apply(ObjectNode object, String name);
    }
}
