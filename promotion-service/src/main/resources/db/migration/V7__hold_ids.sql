-- What nobody outside can guess: the ids of holds are derived from it, see HoldIds.
CREATE TABLE hold_secret (
    id     TINYINT    NOT NULL,
    secret BINARY(32) NOT NULL,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO hold_secret (id, secret) VALUES (1, RANDOM_BYTES(32));
