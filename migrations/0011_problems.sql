-- expand
-- Since when a problem is there. Portable in the way of 0001_catalog.sql.

ALTER TABLE problems ADD COLUMN first_seen_at BIGINT NOT NULL DEFAULT 0;  -- 0 of one that was there before this was noted
ALTER TABLE problems ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0;   -- when its file was read last
