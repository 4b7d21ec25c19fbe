-- expand
-- Which sync removed an entity, so that all it removed can come back at once. Portable in the way of 0001_catalog.sql.

ALTER TABLE tombstones ADD COLUMN sync_id TEXT NOT NULL DEFAULT '';  -- '' when no sync did
