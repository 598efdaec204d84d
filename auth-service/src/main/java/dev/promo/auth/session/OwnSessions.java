package dev.promo.auth.session;

import dev.promo.auth.audit.AuditAction;
import dev.promo.auth.audit.AuditEvent;
import dev.promo.auth.audit.AuditTrail;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do to their own sessions. A token whose session has ended is no good here, even before the gateways know: it
 * is refused with 401 like any other token that is not valid. Programs have no sessions: 404.
 */
@Service
class OwnSessions {

    private final Sessions sessions;
    private final AuditTrail audit;

    OwnSessions(Sessions sessions, AuditTrail audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    @Transactional(readOnly = true)
    public Page<Sessions.Listed> list(Caller caller, PageRequest page) {
        require(caller);
        return sessions.list(caller.userId(), page);
    }

    @Transactional
    public void logOut(Caller caller) {
        require(caller);
        if (sessions.end(caller.userId(), caller.sessionId(), EndReason.LOGGED_OUT)) {
            audit.record(ended(AuditAction.LOGGED_OUT, caller, caller.sessionId()));
        }
    }

    @Transactional
    public void logOutEverywhere(Caller caller) {
        require(caller);
        var count = sessions.endAll(caller.userId(), EndReason.LOGGED_OUT_EVERYWHERE);
        audit.record(
                AuditEvent.own(AuditAction.SESSIONS_ENDED, caller.userId()).with("sessions", Integer.toString(count)));
    }

    /** False if the caller has no such session that goes on. */
    @Transactional
    public boolean end(Caller caller, UUID id) {
        require(caller);
        var ended = sessions.end(caller.userId(), id, EndReason.ENDED_BY_OWNER);
        if (ended) {
            audit.record(ended(AuditAction.LOGGED_OUT, caller, id));
        }
        return ended;
    }

    /**
     * Lets pass whose session has not been ended.
     *
     * @throws ApiProblem 401 if it has, 404 for a program, which has none
     */
    void require(Caller caller) {
        if (sessions.isEnded(caller.userId(), caller.sessionId()).orElseThrow(StandardProblem.NOT_FOUND::problem)) {
            throw unauthenticated();
        }
    }

    private static ApiProblem unauthenticated() {
        return StandardProblem.UNAUTHENTICATED.problem().header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    private static AuditEvent ended(AuditAction action, Caller caller, UUID session) {
        return AuditEvent.own(action, caller.userId()).with("session", session.toString());
    }
}
