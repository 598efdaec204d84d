-- A step of kind REVOKED names the owner of the voucher: a slot that somebody has moved the voucher to says nothing.
UPDATE ledger_steps s
  LEFT JOIN vouchers v
    ON v.campaign_id = s.campaign_id
   AND v.slot = CAST(JSON_EXTRACT(s.detail, '$.slot') AS SIGNED)
   AND v.generation = CAST(JSON_EXTRACT(s.detail, '$.generation') AS SIGNED)
   SET s.detail = JSON_OBJECT('userId', COALESCE(v.user_id, 0))
 WHERE s.kind = 'REVOKED';
