-- The campaign that every installation starts with: 30 % for the first 100 first logins, vouchers valid for 30 days.
INSERT INTO campaigns (name, total_vouchers, discount_type, discount_value, starts_at, ends_at, voucher_valid_seconds, created_at)
VALUES ('TOPUP_FIRST_LOGIN', 100, 'PERCENT', 30, '2026-01-01 00:00:00', '2100-01-01 00:00:00', 30 * 24 * 60 * 60, UTC_TIMESTAMP(6));
