-- Replays and rebuilds that somebody asked for, their progress and what they found. Never deleted: they say who changed what.
CREATE TABLE replay_jobs (
    id           BIGINT       NOT NULL AUTO_INCREMENT,
    -- what was asked for
    request      JSON         NOT NULL,
    -- the report that this job is to carry out; null for a dry run
    applies      BIGINT       NULL,
    requested_by BIGINT       NOT NULL,
    created_at   DATETIME(6)  NOT NULL,
    -- QUEUED, RUNNING, DONE, REFUSED, CANCELLED, FAILED
    state        VARCHAR(9)   NOT NULL,
    -- the instance that works on it and until when it may be taken to be alive; null while it is nobody's
    worker       CHAR(36)     NULL,
    lease_until  DATETIME(6)  NULL,
    started_at   DATETIME(6)  NULL,
    ended_at     DATETIME(6)  NULL,
    -- records of the log
    records_done BIGINT       NOT NULL DEFAULT 0,
    records_all  BIGINT       NULL,
    -- which part of the log, as of which moment of the ledger; settled when it begins
    plan         JSON         NULL,
    report       JSON         NULL,
    -- why it did not come to its end, one sentence
    trouble      VARCHAR(500) NULL,
    PRIMARY KEY (id),
    KEY replay_jobs_open (state, lease_until),
    CONSTRAINT replay_jobs_report FOREIGN KEY (applies) REFERENCES replay_jobs (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
