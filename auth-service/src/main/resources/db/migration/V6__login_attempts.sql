-- How often an account's password was tried lately, known accounts and unknown ones alike. The account is a mark made with the
-- master key: no identifier can be read from it. A row is worth something until its touched_at is old, then it is deleted.
CREATE TABLE login_attempts (
    account        BINARY(32)  NOT NULL,
    failures       INT         NOT NULL DEFAULT 0,
    in_flight      INT         NOT NULL DEFAULT 0,
    reserved_until DATETIME(6),
    blocked_until  DATETIME(6),
    forgotten_at   DATETIME(6),
    touched_at     DATETIME(6) NOT NULL,
    PRIMARY KEY (account),
    KEY login_attempts_by_age (touched_at),
    CONSTRAINT login_attempts_not_negative CHECK (failures >= 0 AND in_flight >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
