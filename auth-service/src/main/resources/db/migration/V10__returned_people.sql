-- Whether the account's first login brought no gift, as its person had had theirs before they were erased. Tokens say so, since no
-- event will ever tell anybody else. An erased row forgets it.
ALTER TABLE users
    ADD COLUMN returned BOOLEAN NOT NULL DEFAULT FALSE,
    ADD CONSTRAINT users_returned_by_a_login CHECK (returned = FALSE OR first_login_at IS NOT NULL);
