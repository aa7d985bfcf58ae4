-- create_told --
-- A history as it is told, in any order.
CREATE TEMPORARY TABLE told (
    place bigint GENERATED ALWAYS AS IDENTITY,
    originator_id uuid, originator_version bigint, topic text, state bytea,
    event_id uuid, recorded_at timestamptz, stream text, scope text
)

-- sort_in_memory --
-- Memory for putting a long history in order.
SET work_mem = '64MB'

-- tell --
-- Take a history as it is told.
COPY told (originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope) FROM STDIN

-- told_in_order --
-- The history in the order of time.
COPY (
    SELECT originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope
    FROM told ORDER BY recorded_at, place
) TO STDOUT

-- store_events --
-- Put a history into the log.
COPY log.events (originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope) FROM STDIN

-- take_turn --
-- The lock under which positions are handed out; the trigger take_turns takes the same.
SELECT pg_advisory_xact_lock(1179471175, 1)

-- log_is_used --
-- Whether the log holds anything.
SELECT EXISTS (SELECT FROM log.events)

-- analyze_events --
-- Have the planner know how much there is.
ANALYZE log.events
