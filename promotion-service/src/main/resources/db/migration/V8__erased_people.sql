-- People who had themselves erased, as auth.account-erased tells of them: they are passed over wherever something is given to who
-- waits, or by name. What they were given before stays.
CREATE TABLE erased_people (
    user_id   BIGINT      NOT NULL,
    -- when auth-service erased them
    erased_at DATETIME(6) NOT NULL,
    PRIMARY KEY (user_id),
    CONSTRAINT erased_people_user_positive CHECK (user_id > 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
