-- Keyed marks of the identifiers of erased people who had had their first login. No time and no number, so that a mark leads
-- to nobody's empty row.
CREATE TABLE tombstones (
    mark BINARY(32) NOT NULL,
    PRIMARY KEY (mark)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
