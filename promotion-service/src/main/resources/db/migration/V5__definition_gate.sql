-- One row to lock, shared by all who decide by the campaigns' definitions, alone by who changes one.
CREATE TABLE definition_gate (
    id TINYINT NOT NULL,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO definition_gate (id) VALUES (1);
