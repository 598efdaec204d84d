-- Who did what to which account. No foreign key: an event outlives the account it tells of.
CREATE TABLE audit_events (
    id             BIGINT       NOT NULL AUTO_INCREMENT,
    at             DATETIME(6)  NOT NULL,
    action         VARCHAR(64)  NOT NULL,
    user_id        BIGINT,
    actor          BIGINT,
    correlation_id VARCHAR(64),
    client         CHAR(16),
    facts          VARCHAR(1000) NOT NULL,
    PRIMARY KEY (id),
    KEY audit_events_of_user (user_id, id),
    KEY audit_events_by_time (at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
