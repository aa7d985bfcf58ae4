-- create_views_schema --
-- The schema of the views' tables.
CREATE SCHEMA views

-- views_schema --
-- The schema of the views, null where there is none.
SELECT to_regnamespace('views')

-- create_views_books --
-- How far each projection has read, what it has set aside, and which log the rows are of.
CREATE TABLE IF NOT EXISTS views.tracking (
    projection text NOT NULL, version integer NOT NULL, position bigint NOT NULL DEFAULT 0,
    generation integer NOT NULL DEFAULT 0, event_id text,
    PRIMARY KEY (projection, version)
);
CREATE TABLE IF NOT EXISTS views.parked (
    projection text NOT NULL, version integer NOT NULL, stream text NOT NULL, event_id text NOT NULL,
    position bigint NOT NULL, error text NOT NULL,
    PRIMARY KEY (projection, version, position)
);
CREATE TABLE IF NOT EXISTS views.origin (
    only_row boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (only_row),
    epoch text NOT NULL, system_identifier text NOT NULL
)

-- lock_views_creation --
-- Let one process at a time make the views' tables.
SELECT pg_advisory_xact_lock(7036801)

-- begin_tracking --
-- Begin to track a projection that is new.
INSERT INTO views.tracking (projection, version) VALUES (%s, %s) ON CONFLICT DO NOTHING

-- begin_filling --
-- Track tables that are to be filled, by the token of who fills them.
INSERT INTO views.tracking (projection, version, event_id) VALUES (%s, %s, %s)

-- transaction_id --
-- A number that no other transaction has.
SELECT pg_current_xact_id()::text

-- tracked --
-- How far a projection has read.
SELECT position, generation, event_id FROM views.tracking WHERE projection = %s AND version = %s

-- tracked_locking --
-- The same, and whether the log holds that event there; nobody else moves it until the transaction's end.
SELECT position, generation, event_id, position = 0 OR event_id IS NULL OR EXISTS (
    SELECT FROM log.events WHERE notification_id = position AND events.event_id::text = tracking.event_id
)
FROM views.tracking WHERE projection = %s AND version = %s FOR UPDATE

-- positions --
-- How far every projection has read.
SELECT projection, version, position FROM views.tracking

-- row_stamp --
-- What is another whenever rows are, which change with their projection's tracking; and whenever other tables are read.
SELECT string_agg(projection || ' ' || version || ' ' || xmin::text, ',' ORDER BY projection, version),
       string_agg(projection || ' ' || version || ' ' || generation, ',' ORDER BY projection, version)
FROM views.tracking

-- row_stamp_of_scope --
-- The same for a scope: its last entry, where all have read it, set nothing aside and none is ahead of the trail.
WITH asked AS (SELECT * FROM unnest(%(names)s::text[], %(versions)s::int[])),
last AS (
    SELECT position, event_id FROM {table} WHERE scb_code = %(scope)s AND valid_to IS NULL ORDER BY position DESC LIMIT 1
)
SELECT CASE
    WHEN min(tracking.position) >= (SELECT last.position FROM last)
        AND max(tracking.position) = max(tracking.position) FILTER (WHERE projection = %(trail)s)
        AND NOT EXISTS (SELECT FROM views.parked WHERE (projection, version) IN (SELECT * FROM asked))
    THEN (SELECT last.event_id FROM last) || string_agg(' ' || generation, '' ORDER BY projection)
    ELSE string_agg(projection || ' ' || version || ' ' || tracking.xmin::text, ',' ORDER BY projection)
END
FROM views.tracking WHERE (projection, version) IN (SELECT * FROM asked)

-- move --
-- Note how far a projection has read.
UPDATE views.tracking SET position = %s, event_id = %s WHERE projection = %s AND version = %s

-- count_filled --
-- Count events that were written into tables that are being filled, if they are still this filling's.
UPDATE views.tracking SET position = position + %s WHERE projection = %s AND version = %s AND event_id = %s

-- set_generation --
-- Note that the tables are others than before.
UPDATE views.tracking SET generation = %s WHERE projection = %s AND version = %s

-- forget_older_versions --
-- Stop tracking a projection's earlier versions.
DELETE FROM views.tracking WHERE projection = %s AND version < %s RETURNING version

-- parked --
-- What a projection has set aside, in the log's order.
SELECT stream, event_id, position, error FROM views.parked
WHERE projection = %s AND version = %s ORDER BY position

-- parked_by_any --
-- What some projections have set aside, in the log's order.
SELECT stream, event_id, position, error FROM views.parked
WHERE (projection, version) IN (SELECT * FROM unnest(%s::text[], %s::int[])) ORDER BY position

-- park --
-- Set an event aside.
INSERT INTO views.parked VALUES (%s, %s, %s, %s, %s, %s)

-- rename_tracking --
-- Let what is tracked under one name be under another.
UPDATE views.tracking SET projection = %s WHERE projection = %s AND version = %s

-- rename_parked --
-- Let what is set aside under one name be under another.
UPDATE views.parked SET projection = %s WHERE projection = %s AND version = %s

-- forget_tracking --
-- Stop tracking a projection.
DELETE FROM views.tracking WHERE projection = %s AND version = %s

-- forget_parked --
-- Forget what a projection has set aside.
DELETE FROM views.parked WHERE projection = %s AND version = %s

-- view_states --
-- Each projection's position, and how many events and streams it has set aside.
SELECT tracking.projection, tracking.version, tracking.position, count(stream), count(DISTINCT stream)
FROM views.tracking LEFT JOIN views.parked USING (projection, version)
GROUP BY tracking.projection, tracking.version, tracking.position

-- log_here --
-- The epoch of the log that is here, and its server.
SELECT coalesce((SELECT epoch::text FROM log.installation), ''), system_identifier::text FROM pg_control_system()

-- origin --
-- The epoch of the log that the rows are of, and its server.
SELECT epoch, system_identifier FROM views.origin

-- note_origin --
-- Note which log the rows are of; several consumers may do so at once.
INSERT INTO views.origin (epoch, system_identifier) VALUES (%s, %s)
ON CONFLICT (only_row) DO UPDATE SET epoch = excluded.epoch, system_identifier = excluded.system_identifier

-- read_but_not_there --
-- The consumers whose last event is not in the log, and the log's last position.
SELECT projection, version, position, head FROM views.tracking,
    (SELECT coalesce(max(notification_id), 0) AS head FROM log.events) AS log
WHERE position > head OR position > 0 AND event_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM log.events WHERE notification_id = position AND events.event_id::text = tracking.event_id
)

-- entries_lost --
-- How many rows of the trail follow the last one whose event is in the log, and the first of their positions.
SELECT count(*), min(position) FROM {table}
WHERE valid_to IS NULL AND position > coalesce((
    SELECT position FROM {table} AS trail
    JOIN log.events ON notification_id = position AND events.event_id::text = trail.event_id
    WHERE valid_to IS NULL ORDER BY position DESC LIMIT 1
), 0)
