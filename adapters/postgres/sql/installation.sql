-- claim_installation --
-- Say what a new log is for; of one that says so already, nothing changes.
INSERT INTO log.installation (kind, county_code) VALUES (%s, %s) ON CONFLICT DO NOTHING

-- installation --
-- What the log is for.
SELECT kind, county_code FROM log.installation

-- create_migrations_table --
-- The steps of the schema that were taken.
CREATE TABLE IF NOT EXISTS public.schema_migrations (
    number     integer     NOT NULL PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)

-- take_migration_turn --
-- Wait for another process that migrates as long as its work takes, but not for a table, which others queue up for.
SET lock_timeout = '120s'; SELECT pg_advisory_lock(1179471175, 2); SET lock_timeout = '5s'

-- note_migration --
-- Note a step that was taken.
INSERT INTO public.schema_migrations (number, name, sha256) VALUES (%s, %s, %s)

-- migrations_taken --
-- The steps that were taken, with their digests.
SELECT number, sha256, applied_at FROM public.schema_migrations

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

-- database_is_empty --
-- Whether nothing of ours is in the database.
SELECT to_regclass('log.events') IS NULL AND to_regclass('public.schema_migrations') IS NULL

-- export_snapshot --
-- The name by which pg_dump looks at the same moment.
SELECT pg_export_snapshot()
