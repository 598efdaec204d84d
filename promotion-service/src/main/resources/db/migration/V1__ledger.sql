-- The promotion-service's schema. SQL that both MySQL 9.7 and MariaDB 11.4 speak.
-- Every rule the code keeps is stated here a second time, so that no bug, script or second instance can break it.

CREATE TABLE campaigns (
    id                    BIGINT         NOT NULL AUTO_INCREMENT,
    name                  VARCHAR(100)   NOT NULL,
    total_vouchers        INT            NOT NULL,
    issued                INT            NOT NULL DEFAULT 0,
    discount_type         VARCHAR(10)    NOT NULL,
    discount_value        DECIMAL(12, 2) NOT NULL,
    -- half-open: a first login counts if starts_at <= occurred_at < ends_at
    starts_at             DATETIME(6)    NOT NULL,
    ends_at               DATETIME(6)    NOT NULL,
    voucher_valid_seconds BIGINT         NOT NULL,
    -- first_logins.seq of the first login that this campaign was offered to; earlier ones it never saw
    offered_from_seq      BIGINT         NULL,
    created_at            DATETIME(6)    NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT campaigns_name_unique UNIQUE (name),
    CONSTRAINT campaigns_quota_kept CHECK (issued >= 0 AND issued <= total_vouchers),
    CONSTRAINT campaigns_window_ordered CHECK (starts_at < ends_at),
    CONSTRAINT campaigns_discount_percent CHECK (
        discount_type = 'PERCENT' AND discount_value > 0 AND discount_value <= 100),
    CONSTRAINT campaigns_validity_positive CHECK (voucher_valid_seconds > 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The inbox: one row for every first login ever read, in the order of the log. Makes every decision derivable.
CREATE TABLE first_logins (
    seq          BIGINT      NOT NULL AUTO_INCREMENT,
    user_id      BIGINT      NOT NULL,
    event_id     BINARY(16)  NOT NULL,
    occurred_at  DATETIME(6) NOT NULL,
    partition_id INT         NOT NULL,
    log_offset   BIGINT      NOT NULL,
    received_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT first_logins_once_a_user UNIQUE (user_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE vouchers (
    id             BIGINT         NOT NULL AUTO_INCREMENT,
    campaign_id    BIGINT         NOT NULL,
    slot           INT            NOT NULL,
    user_id        BIGINT         NOT NULL,
    code           CHAR(18)       NOT NULL,
    discount_type  VARCHAR(10)    NOT NULL,
    discount_value DECIMAL(12, 2) NOT NULL,
    login_seq      BIGINT         NOT NULL,
    issued_at      DATETIME(6)    NOT NULL,
    expires_at     DATETIME(6)    NOT NULL,
    used_at        DATETIME(6)    NULL,
    PRIMARY KEY (id),
    CONSTRAINT vouchers_slot_once UNIQUE (campaign_id, slot),
    -- user first: this key also finds a person's wallet
    CONSTRAINT vouchers_one_a_user UNIQUE (user_id, campaign_id),
    CONSTRAINT vouchers_code_unique UNIQUE (code),
    CONSTRAINT vouchers_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT vouchers_slot_positive CHECK (slot >= 1)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
