-- The one token by which a person can set a new password now, as its SHA-256; a newer one takes the row over.
CREATE TABLE password_resets (
    user_id       BIGINT      NOT NULL,
    token_hash    BINARY(32)  NOT NULL,
    expires_at    DATETIME(6) NOT NULL,
    counted_since DATETIME(6) NOT NULL,
    issued        INT         NOT NULL,
    PRIMARY KEY (user_id),
    CONSTRAINT password_resets_token UNIQUE (token_hash),
    CONSTRAINT password_resets_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT password_resets_issued_positive CHECK (issued > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
