-- claim_installation --
-- Say what a new log is for; of one that says so already, nothing changes.
INSERT INTO log.installation (kind, county_code) VALUES (%s, %s) ON CONFLICT DO NOTHING

-- installation --
-- What the log is for.
SELECT kind, county_code FROM log.installation

-- create_migrations_table --
-- The steps of the schema that were taken.
CREATE TABLE IF NOT EXISTS log.schema_migrations (
    number     integer     NOT NULL PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)

-- home_of_migrations --
-- The schema that holds the steps taken, which was public at first; a table of that name there may be a stranger's.
SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relname = 'schema_migrations' AND nspname IN ('log', 'public')
  AND ARRAY['number', 'name', 'sha256', 'applied_at'] = (
      SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
  )
ORDER BY nspname LIMIT 1

-- may_adopt_migrations --
-- Whether whoever asks may move the steps taken from where they were at first.
SELECT pg_has_role(relowner, 'USAGE') AND has_schema_privilege('log', 'CREATE')
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relname = 'schema_migrations' AND nspname = 'public'

-- adopt_migrations --
-- Move the steps taken into a schema of our own.
ALTER TABLE public.schema_migrations SET SCHEMA log

-- schemas_in_the_way --
-- Schemas with the names of ours; views may have been made, empty, by someone who may.
SELECT nspname FROM pg_namespace
WHERE nspname IN ('log', 'access')
   OR nspname = 'views' AND EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid)
ORDER BY nspname

-- take_migration_turn --
-- Wait for another process that migrates as long as its work takes, but not for a table, which others queue up for.
SET lock_timeout = '120s'; SELECT pg_advisory_lock(1179471175, 2); SET lock_timeout = '5s'

-- note_migration --
-- Note a step that was taken.
INSERT INTO log.schema_migrations (number, name, sha256) VALUES (%s, %s, %s)

-- migrations_taken --
-- The steps that were taken, with their digests.
SELECT number, sha256, applied_at FROM {table}

-- held --
-- What a database holds, to be compared with a backup of it.
SELECT (SELECT count(*) FROM log.events),
       (SELECT coalesce(max(notification_id), 0) FROM log.events),
       (SELECT count(*) FROM log.receipts),
       (SELECT count(*) FROM access.tokens WHERE revoked_at IS NULL),
       kind, county_code, epoch::text
FROM log.installation

-- streams_with_holes --
-- How many streams do not have every version from 1 to their last.
SELECT count(*) FROM (
    SELECT 1 FROM log.events GROUP BY originator_id
    HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)
) AS streams

-- export_snapshot --
-- The name by which pg_dump looks at the same moment.
SELECT pg_export_snapshot()
