-- A person who had themselves erased leaves an empty row: its number is in others' ledgers, and no number is given twice.
ALTER TABLE users
    MODIFY COLUMN full_name VARCHAR(100),
    MODIFY COLUMN password_hash VARCHAR(72),
    ADD COLUMN erased_at DATETIME(6),
    DROP CONSTRAINT users_identifier_at_least_one,
    ADD CONSTRAINT users_whole_or_erased CHECK (
        (erased_at IS NULL AND full_name IS NOT NULL AND password_hash IS NOT NULL
            AND (user_name IS NOT NULL OR email IS NOT NULL OR phone_number IS NOT NULL))
        OR (erased_at IS NOT NULL AND full_name IS NULL AND password_hash IS NULL AND birthday IS NULL
            AND user_name IS NULL AND email IS NULL AND phone_number IS NULL AND latest_login IS NULL));
