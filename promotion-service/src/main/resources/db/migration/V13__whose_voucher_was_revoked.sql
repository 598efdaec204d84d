-- A step of kind REVOKED names the owner of the voucher: a slot that somebody has moved the voucher to says nothing.
ALTER TABLE ledger_steps
    ADD COLUMN revoked_of BIGINT NULL,
    ADD KEY ledger_steps_revoked_of (campaign_id, revoked_of);

UPDATE ledger_steps s
  LEFT JOIN vouchers v
    ON v.campaign_id = s.campaign_id
   AND v.slot = CAST(JSON_EXTRACT(s.detail, '$.slot') AS SIGNED)
   AND v.generation = CAST(JSON_EXTRACT(s.detail, '$.generation') AS SIGNED)
   SET s.detail = JSON_OBJECT('userId', COALESCE(v.user_id, 0)),
       s.revoked_of = COALESCE(v.user_id, 0)
 WHERE s.kind = 'REVOKED';
