-- Whatever decides who gets what, beside first logins: in the order in which it took effect, with its place among them. With the
-- log of first logins it makes the ledger a function that anybody can compute again.
CREATE TABLE ledger_steps (
    id          BIGINT      NOT NULL AUTO_INCREMENT,
    campaign_id BIGINT      NOT NULL,
    at          DATETIME(6) NOT NULL,
    -- first_logins.seq of the last first login that had been decided on
    after_seq   BIGINT      NOT NULL,
    -- CHANGED: the campaign's row and pauses from now on; GIVEN: vouchers that no first login decided; REVOKED: a slot set free
    kind        VARCHAR(8)  NOT NULL,
    detail      JSON        NOT NULL,
    PRIMARY KEY (id),
    KEY ledger_steps_of_campaign (campaign_id, id),
    CONSTRAINT ledger_steps_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT ledger_steps_kind_known CHECK (kind IN ('CHANGED', 'GIVEN', 'REVOKED'))
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- the step that gave it; null where a first login did
ALTER TABLE vouchers
    ADD COLUMN given_by BIGINT NULL,
    ADD CONSTRAINT vouchers_given_by_step FOREIGN KEY (given_by) REFERENCES ledger_steps (id);

-- Campaigns that are there already are taken over as they stand.
SET SESSION group_concat_max_len = 1048576;

INSERT INTO ledger_steps (campaign_id, at, after_seq, kind, detail)
SELECT c.id, UTC_TIMESTAMP(6), (SELECT COALESCE(MAX(seq), 0) FROM first_logins), 'CHANGED',
       JSON_OBJECT('row', JSON_OBJECT(
           'name', c.name,
           'description', c.description,
           'total_vouchers', CAST(c.total_vouchers AS CHAR),
           'discount_type', c.discount_type,
           'discount_value', CAST(c.discount_value AS CHAR),
           'currency', c.currency,
           'discount_cap', CAST(c.discount_cap AS CHAR),
           'minimum_order', CAST(c.minimum_order AS CHAR),
           'rounding', c.rounding,
           'starts_at', CAST(c.starts_at AS CHAR),
           'ends_at', CAST(c.ends_at AS CHAR),
           'voucher_valid_seconds', CAST(c.voucher_valid_seconds AS CHAR),
           'vouchers_end_at', CAST(c.vouchers_end_at AS CHAR),
           'rollback_policy', c.rollback_policy,
           'registered_after', CAST(c.registered_after AS CHAR),
           'birth_month', CAST(c.birth_month AS CHAR),
           'state', c.state,
           'backlog', CASE WHEN c.backlog THEN '1' ELSE '0' END,
           'offered_from_seq', CAST(c.offered_from_seq AS CHAR),
           'backfilled_to_seq', CAST(c.backfilled_to_seq AS CHAR),
           'version', CAST(c.version AS CHAR),
           'created_at', CAST(c.created_at AS CHAR),
           'updated_at', CAST(c.updated_at AS CHAR)),
       'pauses', JSON_EXTRACT(COALESCE((SELECT CONCAT('[', GROUP_CONCAT(JSON_OBJECT(
                                'paused_at', CAST(p.paused_at AS CHAR), 'resumed_at', CAST(p.resumed_at AS CHAR))
                                ORDER BY p.paused_at SEPARATOR ','), ']')
                                  FROM campaign_pauses p WHERE p.campaign_id = c.id), '[]'), '$'))
  FROM campaigns c
 ORDER BY c.id;
