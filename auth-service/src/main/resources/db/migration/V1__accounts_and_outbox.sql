-- Speaks MySQL 9.7 and MariaDB 11.4 alike. Times are UTC. Every invariant that the code keeps is stated here a second time.

-- Blocks of user ids handed to instances; the row is there from the start, so that two first sign-ups do not race to insert it.
CREATE TABLE id_blocks (
    name    VARCHAR(64) NOT NULL,
    last_id BIGINT      NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO id_blocks (name, last_id) VALUES ('users', 0);

CREATE TABLE users (
    id             BIGINT       NOT NULL,
    full_name      VARCHAR(100) NOT NULL,
    user_name      VARCHAR(32),
    email          VARCHAR(254),
    phone_number   VARCHAR(16),
    password_hash  VARCHAR(72)  NOT NULL,
    birthday       DATE,
    first_login_at DATETIME(6),
    latest_login   DATETIME(6),
    created_at     DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT users_id_positive CHECK (id > 0),
    CONSTRAINT users_full_name_not_empty CHECK (CHAR_LENGTH(full_name) > 0),
    CONSTRAINT users_password_is_bcrypt CHECK (password_hash LIKE '$2%'),
    CONSTRAINT users_identifier_at_least_one
        CHECK (user_name IS NOT NULL OR email IS NOT NULL OR phone_number IS NOT NULL),
    CONSTRAINT users_identifiers_not_empty CHECK (
        (user_name IS NULL OR CHAR_LENGTH(user_name) > 0)
            AND (email IS NULL OR CHAR_LENGTH(email) > 0)
            AND (phone_number IS NULL OR CHAR_LENGTH(phone_number) > 0)),
    CONSTRAINT users_login_times_agree CHECK (
        (first_login_at IS NULL AND latest_login IS NULL)
            OR (first_login_at IS NOT NULL AND latest_login IS NOT NULL AND latest_login >= first_login_at))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One key space for user names, e-mail addresses and phone numbers, normalised: whatever one person logs in by, nobody else
-- can have under any of the three names.
CREATE TABLE identifiers (
    identifier VARCHAR(254) NOT NULL,
    kind       VARCHAR(16)  NOT NULL,
    user_id    BIGINT       NOT NULL,
    PRIMARY KEY (identifier),
    CONSTRAINT identifiers_one_of_a_kind UNIQUE (user_id, kind),
    CONSTRAINT identifiers_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT identifiers_kind_known CHECK (kind IN ('USER_NAME', 'EMAIL', 'PHONE_NUMBER')),
    CONSTRAINT identifiers_not_empty CHECK (CHAR_LENGTH(identifier) > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events that are true once their transaction is; sent_at is set only after the broker's acknowledgement.
CREATE TABLE outbox (
    id          BIGINT       NOT NULL AUTO_INCREMENT,
    event_id    BINARY(16)   NOT NULL,
    topic       VARCHAR(249) NOT NULL,
    record_key  VARCHAR(255) NOT NULL,
    type        VARCHAR(255) NOT NULL,
    source      VARCHAR(255) NOT NULL,
    occurred_at DATETIME(6)  NOT NULL,
    data        BLOB         NOT NULL,
    created_at  DATETIME(6)  NOT NULL,
    sent_at     DATETIME(6),
    PRIMARY KEY (id),
    KEY outbox_pending (sent_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
