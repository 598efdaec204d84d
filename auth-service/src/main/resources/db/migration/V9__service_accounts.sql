-- Partners' programs. Numbered from the same id_blocks as users, so that a token's subject means one account only. Secrets are
-- kept as SHA-256: of 256 random bits nobody finds them, so a slow hash would protect nothing.
CREATE TABLE service_accounts (
    id                    BIGINT       NOT NULL,
    name                  VARCHAR(100) NOT NULL,
    secret_hash           BINARY(32)   NOT NULL,
    secret_since          DATETIME(6)  NOT NULL,
    previous_secret_hash  BINARY(32),
    previous_secret_until DATETIME(6),
    created_at            DATETIME(6)  NOT NULL,
    created_by            BIGINT       NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT service_accounts_id_positive CHECK (id > 0),
    CONSTRAINT service_accounts_name_not_empty CHECK (CHAR_LENGTH(name) > 0),
    CONSTRAINT service_accounts_previous_secret_ends
        CHECK ((previous_secret_hash IS NULL) = (previous_secret_until IS NULL))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
