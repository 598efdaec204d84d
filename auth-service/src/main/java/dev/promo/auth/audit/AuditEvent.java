package dev.promo.auth.audit;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an account. Carries ids and facts, never an identifier, a name or a secret.
 *
 * @param user whose account; null if nobody's, or unknown
 * @param actor who did it; null if it was somebody who is not logged in
 * @param facts short texts by short names, such as {@code reason}
 */
public record AuditEvent(
        AuditAction action, @Nullable Long user, @Nullable Long actor, SortedMap<String, String> facts) {

    public AuditEvent {
        facts = new TreeMap<>(facts);
    }

    /** Somebody did it to their own account. */
    public static AuditEvent own(AuditAction action, long user) {
        return new AuditEvent(action, user, user, new TreeMap<>());
    }

    /** An admin did it to somebody's account. */
    public static AuditEvent by(long admin, AuditAction action, long user) {
        return new AuditEvent(action, user, admin, new TreeMap<>());
    }

    /** A stranger did it to an account, or tried to; null if there is no such account. */
    public static AuditEvent strangers(AuditAction action, @Nullable Long user) {
        return new AuditEvent(action, user, null, new TreeMap<>());
    }

    public AuditEvent with(String name, String value) {
        var more = new TreeMap<>(facts);
        more.put(name, value);
        return new AuditEvent(action, user, actor, more);
    }
}
