-- A session is a login that goes on: it hands out access tokens until it ends or expires.
CREATE TABLE sessions (
    seq          BIGINT      NOT NULL AUTO_INCREMENT,
    id           BINARY(16)  NOT NULL,
    user_id      BIGINT      NOT NULL,
    client       VARCHAR(200),
    created_at   DATETIME(6) NOT NULL,
    last_used_at DATETIME(6) NOT NULL,
    expires_at   DATETIME(6) NOT NULL,
    ended_at     DATETIME(6),
    end_reason   VARCHAR(32),
    PRIMARY KEY (seq),
    CONSTRAINT sessions_id UNIQUE (id),
    KEY sessions_of_user (user_id, seq),
    KEY sessions_by_end (expires_at),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT sessions_end_has_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The SHA-256 of each refresh token: what is stored here is good for nothing to who reads it. used_at is the first use.
CREATE TABLE refresh_tokens (
    token_hash BINARY(32)  NOT NULL,
    session_id BINARY(16)  NOT NULL,
    issued_at  DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    used_at    DATETIME(6),
    PRIMARY KEY (token_hash),
    KEY refresh_tokens_of_session (session_id),
    KEY refresh_tokens_by_end (expires_at),
    CONSTRAINT refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
