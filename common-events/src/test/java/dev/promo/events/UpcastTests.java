package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promo.events.WireEvent.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** How records of an older version are read for ever: here of a first login's version 0, which there never was. */
class UpcastTests {

    private static final String V0 = "dev.promo.auth.first-login.v0";

    private static final Map<String, Reading<FirstLogin>> READINGS =
            Map.of(V0, UpcastTests::v0, FirstLoginFormat.TYPE, FirstLoginFormat::v1);

    private static final String DATA = "{\"account\":\"42\",\"loggedInAt\":1767225600}";

    /** Version 0 had the user as text and the time in seconds. */
    private static FirstLogin v0(UUID id, WireData data) throws MalformedEvent {
        return new FirstLogin(
                id, Long.parseLong(data.text("account")), Instant.ofEpochSecond(data.wholeNumber("loggedInAt")));
    }

    @Test
    void anOldRecordIsReadAsTheEventOfThisRelease() throws MalformedEvent {
        var read = read(record(V0, DATA));

        assertThat(read).isEqualTo(new FirstLogin(read.eventId(), 42, Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(read.eventId()).hasToString("01976b1e-7c00-7000-8000-00000000002a");
    }

    @Test
    void aNewRecordIsReadByItsOwnVersion() throws MalformedEvent {
        var golden = GoldenRecord.named("first-login.v1");

        assertThat(read(golden)).isEqualTo(FirstLoginFormat.read(golden.received()));
    }

    @Test
    void anOldRecordThatKeepsNotToItsVersionIsMalformed() {
        assertMalformed(record(V0, "{\"account\":\"42\"}"), "Field loggedInAt is not a whole number of 64 bits.");
        assertMalformed(record(V0, DATA.replace("42", "me")), "A field is outside its range.");
    }

    @Test
    void aVersionThatNobodyReadsIsMalformedAndTheReasonSaysWhichAreRead() {
        assertMalformed(
                record("dev.promo.auth.first-login.v2", DATA),
                "The CloudEvents type is not dev.promo.auth.first-login.v0 or dev.promo.auth.first-login.v1.");
    }

    private static FirstLogin read(GoldenRecord message) throws MalformedEvent {
        return WireEvent.from(message.received()).read(READINGS);
    }

    private static void assertMalformed(GoldenRecord message, String reason) {
        assertThatExceptionOfType(MalformedEvent.class)
                .isThrownBy(() -> read(message))
                .withMessage(reason);
    }

    private static GoldenRecord record(String type, String data) {
        var golden = GoldenRecord.named("first-login.v1");
        var headers = new HashMap<>(golden.headers());
        headers.put("ce_type", type);
        return new GoldenRecord(
                golden.topic(),
                golden.key(),
                golden.timestamp(),
                headers,
                JsonMapper.shared().readTree(data));
    }
}
