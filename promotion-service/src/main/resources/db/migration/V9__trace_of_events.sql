-- The W3C traceparent of what the event came about in; sent as a header of its record. Null in rows of earlier releases.
ALTER TABLE outbox ADD COLUMN trace_parent VARCHAR(55);
