-- The table as every service's migrations make it.
CREATE TABLE outbox (
    id          BIGINT       NOT NULL AUTO_INCREMENT,
    event_id    BINARY(16)   NOT NULL,
    topic       VARCHAR(249) NOT NULL,
    record_key  VARCHAR(255) NOT NULL,
    type        VARCHAR(255) NOT NULL,
    source      VARCHAR(255) NOT NULL,
    occurred_at DATETIME(6)  NOT NULL,
    data        BLOB         NOT NULL,
    trace_parent VARCHAR(55),
    created_at  DATETIME(6)  NOT NULL,
    sent_at     DATETIME(6),
    PRIMARY KEY (id),
    KEY outbox_pending (sent_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
