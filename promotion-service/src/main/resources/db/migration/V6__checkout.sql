-- A hold is found by its id alone when it is released; an order spends a voucher at most once for who redeems it.

ALTER TABLE vouchers
    ADD CONSTRAINT vouchers_hold_once UNIQUE (hold_id);

ALTER TABLE redemptions
    ADD CONSTRAINT redemptions_order_once UNIQUE (voucher_id, order_id, redeemed_by);
