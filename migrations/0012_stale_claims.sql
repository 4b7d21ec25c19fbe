-- expand
-- Claims that are kept because their file cannot be read any more. Portable in the way of 0001_catalog.sql.

ALTER TABLE claims ADD COLUMN stale BIGINT NOT NULL DEFAULT 0;  -- 1 while what the file says now is not known
CREATE INDEX claims_stale ON claims (tenant, ref) WHERE stale = 1;
