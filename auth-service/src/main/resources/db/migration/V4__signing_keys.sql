-- The keys that sign access tokens, each with its whole life. A row is kept when its key is gone; only the key is destroyed.
-- "replaces" is the kid before it, empty for the very first: unique, so that of rotations that race one happens.
CREATE TABLE signing_keys (
    kid            VARCHAR(43) NOT NULL,
    replaces       VARCHAR(43) NOT NULL,
    private_key    VARBINARY(4096),
    created_at     DATETIME(6) NOT NULL,
    signs_from     DATETIME(6) NOT NULL,
    signs_until    DATETIME(6),
    verifies_until DATETIME(6),
    PRIMARY KEY (kid),
    CONSTRAINT signing_keys_replaced_once UNIQUE (replaces),
    CONSTRAINT signing_keys_kid_is_thumbprint CHECK (CHAR_LENGTH(kid) = 43),
    CONSTRAINT signing_keys_times_in_order CHECK (
        signs_from >= created_at
            AND ((signs_until IS NULL AND verifies_until IS NULL)
                OR (signs_until > signs_from AND verifies_until > signs_until))),
    CONSTRAINT signing_keys_there_while_needed CHECK (private_key IS NOT NULL OR verifies_until IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
