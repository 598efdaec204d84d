-- What was set aside on auth.first-login.dlt, to be looked at and brought back. The topic may be read again from its beginning, and
-- the queue too, which sets the same records aside once more: each is filed once.
CREATE TABLE dead_letters (
    id                 BIGINT       NOT NULL AUTO_INCREMENT,
    -- where it lies on the dead-letter topic; with the timestamp, as a topic that was made anew counts from 0
    dlt_partition      INT          NOT NULL,
    dlt_offset         BIGINT       NOT NULL,
    dlt_timestamp      BIGINT       NOT NULL,
    -- where it came from, milliseconds as the record has them; null if it does not say
    original_topic     VARCHAR(249) NULL,
    original_partition INT          NULL,
    original_offset    BIGINT       NULL,
    original_timestamp BIGINT       NULL,
    -- why: a code for programs, a sentence for people
    reason             VARCHAR(100) NOT NULL,
    cause              VARCHAR(500) NOT NULL,
    -- what is missing of the record, and how long it was then
    left_out           VARCHAR(100) NULL,
    original_size      BIGINT       NULL,
    -- the bytes as they are; headers as JSON, their values in base64
    record_key         MEDIUMBLOB   NULL,
    headers            MEDIUMBLOB   NOT NULL,
    value              MEDIUMBLOB   NULL,
    -- the dead letter that it was brought back from, and was set aside again
    comes_from         BIGINT       NULL,
    -- WAITING, REDRIVEN, PARKED
    state              VARCHAR(10)  NOT NULL,
    -- how often somebody tried to bring it back
    attempts           INT          NOT NULL,
    filed_at           DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT dead_letters_filed_once UNIQUE (dlt_partition, dlt_offset, dlt_timestamp),
    CONSTRAINT dead_letters_original_once UNIQUE (
        original_topic, original_partition, original_offset, original_timestamp),
    KEY dead_letters_by_state (state, id),
    KEY dead_letters_by_reason (reason, state, id),
    CONSTRAINT dead_letters_state_known CHECK (state IN ('WAITING', 'REDRIVEN', 'PARKED')),
    CONSTRAINT dead_letters_attempts_counted CHECK (attempts >= 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who did what to which of them when, from what, to what. Never rewritten.
CREATE TABLE dead_letter_actions (
    id           BIGINT       NOT NULL AUTO_INCREMENT,
    letter_id    BIGINT       NOT NULL,
    at           DATETIME(6)  NOT NULL,
    -- null: the desk by itself
    actor        BIGINT       NULL,
    action       VARCHAR(20)  NOT NULL,
    note         VARCHAR(200) NULL,
    -- JSON, but as text: somebody's numbers may be longer than a JSON column of MySQL keeps
    before_value MEDIUMTEXT   NULL,
    after_value  MEDIUMTEXT   NULL,
    PRIMARY KEY (id),
    KEY dead_letter_actions_of_letter (letter_id, id),
    CONSTRAINT dead_letter_actions_letter FOREIGN KEY (letter_id) REFERENCES dead_letters (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
