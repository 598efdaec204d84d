-- Campaigns that are edited, paused and archived; vouchers that are held, redeemed, revoked and given again.
-- What an older release writes stays right: every new column has a default or may be null.

ALTER TABLE campaigns
    ADD COLUMN description      VARCHAR(1000)  NULL,
    -- ACTIVE, PAUSED, ARCHIVED; when it did not run is in campaign_pauses
    ADD COLUMN state            VARCHAR(10)    NOT NULL DEFAULT 'ACTIVE',
    MODIFY COLUMN discount_value DECIMAL(19, 4) NOT NULL,
    ADD COLUMN currency         CHAR(3)        NULL,
    ADD COLUMN discount_cap     DECIMAL(19, 4) NULL,
    ADD COLUMN minimum_order    DECIMAL(19, 4) NULL,
    ADD COLUMN rounding         VARCHAR(10)    NOT NULL DEFAULT 'HALF_UP',
    -- exactly one of the two: so long from the moment that earned the voucher, or until a fixed moment
    MODIFY COLUMN voucher_valid_seconds BIGINT NULL,
    ADD COLUMN vouchers_end_at  DATETIME(6)    NULL,
    ADD COLUMN rollback_policy  VARCHAR(24)    NOT NULL DEFAULT 'RESTORE_UNLESS_EXPIRED',
    -- who may take part; null asks nothing
    ADD COLUMN registered_after DATETIME(6)    NULL,
    ADD COLUMN birth_month      TINYINT        NULL,
    -- issued counts the slots opened so far; freed those among them whose voucher was revoked and not given again
    ADD COLUMN freed            INT            NOT NULL DEFAULT 0,
    -- vouchers may be left while people wait: they are served first, in the order of the log
    ADD COLUMN backlog          BOOLEAN        NOT NULL DEFAULT FALSE,
    -- a hint where the waiting list begins; never behind its first person but for a moment
    ADD COLUMN waiting_from_seq BIGINT         NULL,
    -- first logins before this place in the inbox were offered the campaign by a backfill; null if there was none
    ADD COLUMN backfilled_to_seq BIGINT        NULL,
    -- of the definition, for If-Match; giving vouchers does not change it
    ADD COLUMN version          BIGINT         NOT NULL DEFAULT 1,
    ADD COLUMN updated_at       DATETIME(6)    NULL;

ALTER TABLE campaigns
    DROP CONSTRAINT campaigns_discount_percent,
    DROP CONSTRAINT campaigns_validity_positive;

ALTER TABLE campaigns
    ADD CONSTRAINT campaigns_discount_known CHECK (
        (discount_type = 'PERCENT' AND discount_value > 0 AND discount_value <= 100)
            OR (discount_type = 'AMOUNT' AND discount_value > 0 AND currency IS NOT NULL)),
    ADD CONSTRAINT campaigns_amounts_have_currency CHECK (
        (discount_cap IS NULL AND minimum_order IS NULL) OR currency IS NOT NULL),
    ADD CONSTRAINT campaigns_amounts_positive CHECK (
        (discount_cap IS NULL OR discount_cap > 0) AND (minimum_order IS NULL OR minimum_order > 0)),
    ADD CONSTRAINT campaigns_rounding_known CHECK (rounding IN ('HALF_UP', 'HALF_EVEN', 'DOWN')),
    ADD CONSTRAINT campaigns_validity_one_kind CHECK (
        (voucher_valid_seconds IS NOT NULL AND voucher_valid_seconds > 0 AND vouchers_end_at IS NULL)
            OR (voucher_valid_seconds IS NULL AND vouchers_end_at IS NOT NULL)),
    ADD CONSTRAINT campaigns_state_known CHECK (state IN ('ACTIVE', 'PAUSED', 'ARCHIVED')),
    ADD CONSTRAINT campaigns_rollback_known CHECK (
        rollback_policy IN ('RESTORE', 'BURN', 'RESTORE_UNLESS_EXPIRED')),
    ADD CONSTRAINT campaigns_birth_month_known CHECK (birth_month IS NULL OR birth_month BETWEEN 1 AND 12),
    ADD CONSTRAINT campaigns_freed_kept CHECK (freed >= 0 AND freed <= issued);

-- When a campaign did not run: half-open, a first login with paused_at <= occurred_at < resumed_at is no claim.
CREATE TABLE campaign_pauses (
    campaign_id BIGINT      NOT NULL,
    paused_at   DATETIME(6) NOT NULL,
    resumed_at  DATETIME(6) NULL,
    PRIMARY KEY (campaign_id, paused_at),
    CONSTRAINT campaign_pauses_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT campaign_pauses_ordered CHECK (resumed_at IS NULL OR paused_at <= resumed_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Every change of a definition: who, when, from what, to what. Never deleted.
CREATE TABLE campaign_audit (
    id           BIGINT      NOT NULL AUTO_INCREMENT,
    campaign_id  BIGINT      NOT NULL,
    at           DATETIME(6) NOT NULL,
    actor        BIGINT      NOT NULL,
    action       VARCHAR(20) NOT NULL,
    before_value JSON        NULL,
    after_value  JSON        NULL,
    PRIMARY KEY (id),
    KEY campaign_audit_of_campaign (campaign_id, id),
    CONSTRAINT campaign_audit_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Facts of the event that campaigns may ask for; null where the event did not say.
ALTER TABLE first_logins
    ADD COLUMN registered_at DATETIME(6) NULL,
    ADD COLUMN birth_month   TINYINT     NULL;

ALTER TABLE vouchers
    ADD COLUMN generation    INT            NOT NULL DEFAULT 1,
    -- FIRST_LOGIN, WAITING_LIST, BACKFILL, BULK
    ADD COLUMN origin        VARCHAR(12)    NOT NULL DEFAULT 'FIRST_LOGIN',
    -- null for a voucher given in bulk: no first login earned it
    MODIFY COLUMN login_seq  BIGINT         NULL,
    MODIFY COLUMN discount_value DECIMAL(19, 4) NOT NULL,
    ADD COLUMN currency      CHAR(3)        NULL,
    ADD COLUMN discount_cap  DECIMAL(19, 4) NULL,
    ADD COLUMN minimum_order DECIMAL(19, 4) NULL,
    ADD COLUMN rounding      VARCHAR(10)    NOT NULL DEFAULT 'HALF_UP',
    ADD COLUMN revoked_at    DATETIME(6)    NULL,
    -- when the sweeper told of the end; the end itself is expires_at, to the microsecond
    ADD COLUMN expired_at    DATETIME(6)    NULL,
    ADD COLUMN held_until    DATETIME(6)    NULL,
    ADD COLUMN hold_id       BINARY(16)     NULL,
    -- the slot while somebody has it: at most one voucher a slot is not revoked
    ADD COLUMN taken_slot    INT GENERATED ALWAYS AS (CASE WHEN revoked_at IS NULL THEN slot END) VIRTUAL,
    -- when the sweeper has to look at it; null once there is nothing left to tell
    ADD COLUMN sweep_at      DATETIME(6) GENERATED ALWAYS AS (
        CASE WHEN used_at IS NULL AND revoked_at IS NULL AND expired_at IS NULL THEN expires_at END) VIRTUAL;

ALTER TABLE vouchers
    ADD CONSTRAINT vouchers_slot_generation_once UNIQUE (campaign_id, slot, generation),
    ADD CONSTRAINT vouchers_slot_taken_once UNIQUE (campaign_id, taken_slot),
    ADD KEY vouchers_of_campaign (campaign_id, id),
    ADD KEY vouchers_to_sweep (sweep_at),
    ADD CONSTRAINT vouchers_generation_positive CHECK (generation >= 1),
    ADD CONSTRAINT vouchers_hold_whole CHECK (
        (held_until IS NULL AND hold_id IS NULL) OR (held_until IS NOT NULL AND hold_id IS NOT NULL)),
    ADD CONSTRAINT vouchers_used_or_revoked CHECK (used_at IS NULL OR revoked_at IS NULL);

ALTER TABLE vouchers DROP INDEX vouchers_slot_once;

-- Slots whose voucher was revoked and that nobody has taken since, with the generation of the revoked voucher.
CREATE TABLE free_slots (
    campaign_id BIGINT NOT NULL,
    slot        INT    NOT NULL,
    generation  INT    NOT NULL,
    PRIMARY KEY (campaign_id, slot),
    CONSTRAINT free_slots_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What happened to a voucher after it was issued. Never deleted.
CREATE TABLE voucher_changes (
    id         BIGINT       NOT NULL AUTO_INCREMENT,
    voucher_id BIGINT       NOT NULL,
    at         DATETIME(6)  NOT NULL,
    -- HELD, RELEASED, REDEEMED, ROLLED_BACK, REVOKED, EXPIRED, EXTENDED
    action     VARCHAR(12)  NOT NULL,
    -- who did it; null is the system itself
    actor      BIGINT       NULL,
    order_id   VARCHAR(64)  NULL,
    note       VARCHAR(200) NULL,
    PRIMARY KEY (id),
    KEY voucher_changes_of_voucher (voucher_id, id),
    CONSTRAINT voucher_changes_voucher FOREIGN KEY (voucher_id) REFERENCES vouchers (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A voucher spent on an order. Only one that is not rolled back can stand.
CREATE TABLE redemptions (
    id              BIGINT         NOT NULL AUTO_INCREMENT,
    voucher_id      BIGINT         NOT NULL,
    order_id        VARCHAR(64)    NOT NULL,
    redeemed_by     BIGINT         NOT NULL,
    order_amount    DECIMAL(19, 4) NOT NULL,
    discount_amount DECIMAL(19, 4) NOT NULL,
    currency        CHAR(3)        NOT NULL,
    redeemed_at     DATETIME(6)    NOT NULL,
    rolled_back_at  DATETIME(6)    NULL,
    restored        BOOLEAN        NULL,
    standing_voucher BIGINT GENERATED ALWAYS AS (CASE WHEN rolled_back_at IS NULL THEN voucher_id END) VIRTUAL,
    PRIMARY KEY (id),
    KEY redemptions_of_voucher (voucher_id, id),
    CONSTRAINT redemptions_one_stands UNIQUE (standing_voucher),
    CONSTRAINT redemptions_voucher FOREIGN KEY (voucher_id) REFERENCES vouchers (id),
    CONSTRAINT redemptions_amounts CHECK (
        order_amount >= 0 AND discount_amount >= 0 AND discount_amount <= order_amount)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Answers already given, by Idempotency-Key: the same request again gets the same answer.
CREATE TABLE idempotency_keys (
    caller_id    BIGINT       NOT NULL,
    idem_key     VARCHAR(255) NOT NULL,
    request_hash BINARY(32)   NOT NULL,
    started_at   DATETIME(6)  NOT NULL,
    -- null while the first request is in flight
    status       SMALLINT     NULL,
    content_type VARCHAR(100) NULL,
    headers      VARCHAR(1000) NULL,
    body         MEDIUMBLOB   NULL,
    PRIMARY KEY (caller_id, idem_key),
    KEY idempotency_keys_by_age (started_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Locks of jobs that one instance at a time may run.
CREATE TABLE shedlock (
    name       VARCHAR(64)  NOT NULL,
    lock_until TIMESTAMP(3) NOT NULL,
    locked_at  TIMESTAMP(3) NOT NULL,
    locked_by  VARCHAR(255) NOT NULL,
    PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- From now on a campaign says from its beginning which first logins it is offered to.
UPDATE campaigns
   SET offered_from_seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM first_logins)
 WHERE offered_from_seq IS NULL;
