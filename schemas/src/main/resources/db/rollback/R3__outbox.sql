-- The relay's slot, if there is one, is dropped by the operator: a slot without its publication cannot be read.
DROP PUBLICATION millrace_outbox;
DROP FUNCTION outbox_maintain(name, interval);
DROP TABLE outbox_days, outbox;
