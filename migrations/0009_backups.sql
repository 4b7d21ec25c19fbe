-- expand
-- What is told of the newest backup. Portable in the way of 0001_catalog.sql.

ALTER TABLE backups ADD COLUMN took_micros BIGINT NOT NULL DEFAULT 0;  -- how long it was made
ALTER TABLE backups ADD COLUMN encrypted BIGINT NOT NULL DEFAULT 0;    -- 0, 1
ALTER TABLE backups ADD COLUMN machine TEXT NOT NULL DEFAULT '';       -- the host on which portolan backup ran; '' when it has no name
