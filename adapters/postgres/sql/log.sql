-- append --
-- Store events and receipts; the log's trigger takes the turn first, so that their positions follow one another.
WITH appended AS (
    INSERT INTO log.events
        (originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope)
    SELECT id, version, topic, state,
           coalesce(event_id, gen_random_uuid()), coalesce(at, clock_timestamp()), stream, scope
    FROM unnest(
        $1::uuid[], $2::bigint[], $3::text[], $4::bytea[],
        $5::uuid[], $6::timestamptz[], $7::text[], $8::text[]
    ) WITH ORDINALITY AS new (id, version, topic, state, event_id, at, stream, scope, place)
    ORDER BY place
    RETURNING notification_id
), received AS (
    INSERT INTO log.receipts (actor, key, request_hash, status, response, first_position, event_count)
    SELECT actor, key, request_hash, status, response,
           CASE events WHEN 0 THEN 0 ELSE (SELECT min(notification_id) FROM appended) + before END, events
    FROM unnest(
        $9::text[], $10::text[], $11::text[], $12::integer[],
        $13::text[], $14::bigint[], $15::integer[]
    ) AS new (actor, key, request_hash, status, response, before, events)
)
SELECT notification_id FROM appended ORDER BY notification_id

-- append_one --
-- The same for one event and its receipt, the commonest: without arrays it takes the server half the time.
WITH appended AS (
    INSERT INTO log.events
        (originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope)
    VALUES ($1, $2, $3, $4, coalesce($5, gen_random_uuid()), coalesce($6, clock_timestamp()), $7, $8)
    RETURNING notification_id
), received AS (
    INSERT INTO log.receipts (actor, key, request_hash, status, response, first_position, event_count)
    SELECT actor, key, request_hash, status, response, notification_id, 1
    FROM appended, (VALUES ($9::text, $10::text, $11::text, $12::integer, $13::text))
        AS new (actor, key, request_hash, status, response)
    WHERE actor IS NOT NULL
)
SELECT notification_id FROM appended

-- check_versions --
-- Take the turn, and fail where one of the streams has another version (migrations/0003_rests_on.sql).
SELECT log.check_versions($1::uuid[], $2::bigint[])

-- stream --
-- The events of a stream from a version on.
SELECT notification_id, originator_id, originator_version, topic, state FROM log.events
WHERE originator_id = %s AND originator_version >= %s ORDER BY originator_version

-- many_streams --
-- The events of several streams, each from a version of its own on; beside them when the log's last one was recorded.
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at
FROM (SELECT max(notification_id) AS last FROM log.events) AS head, LATERAL (
    SELECT notification_id, originator_id, originator_version, topic, state, NULL::timestamptz AS recorded_at
    FROM unnest(%s::uuid[], %s::bigint[]) AS wanted (id, version)
    JOIN log.events ON originator_id = id AND originator_version >= version
    UNION ALL
    SELECT last, NULL, NULL, NULL, NULL, recorded_at FROM log.events WHERE notification_id = last
) AS found
ORDER BY originator_id, originator_version

-- last_of_streams --
-- The last event of each of several streams, or that of a position.
SELECT last.* FROM unnest(%s::uuid[]) AS wanted (id), LATERAL (
    SELECT notification_id, originator_id, originator_version, topic, state FROM log.events
    WHERE originator_id = id AND notification_id <= %s::bigint
    ORDER BY originator_version DESC LIMIT 1
) AS last

-- events_after --
-- A page of the log after a position.
SELECT notification_id, originator_id, originator_version, topic, state FROM log.events
WHERE notification_id > %s ORDER BY notification_id LIMIT %s

-- events_of_streams --
-- Events by their ids, looked for in some streams alone: no index goes by the id, and each stream is short.
SELECT notification_id, originator_id, originator_version, topic, state FROM log.events
WHERE originator_id = ANY(%s) AND event_id = ANY(%s) ORDER BY notification_id

-- streams_in_order --
-- The names of a scope's streams in the order in which they began, refusals left out.
SELECT stream FROM log.events
WHERE scope = %s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'
ORDER BY notification_id

-- log_head --
-- The last position, 0 in an empty log.
SELECT coalesce(max(notification_id), 0) AS head FROM log.events

-- receipt --
-- A request's receipt; the message is a commit of its own, so that a synchronous standby has it before we answer.
SELECT actor, key, request_hash, status, response, first_position, event_count,
       pg_logical_emit_message(true, 'femsteg', '')
FROM log.receipts WHERE actor = %s AND key = %s

-- place_of_event --
-- The position of an event that may have been stored; the message as in receipt.
SELECT notification_id, pg_logical_emit_message(true, 'femsteg', '')
FROM log.events WHERE originator_id = %s AND originator_version = %s AND event_id = %s

-- entries_after --
-- A page of the log after a position, with what is needed to tell of an event that cannot be read.
SELECT notification_id, originator_id, originator_version, topic, state, event_id, stream FROM log.events
WHERE notification_id > %s ORDER BY notification_id LIMIT %s

-- entries_of_scope --
-- The events of a scope, refusals left out, from one of them on if it is there, up to a position or the log's end.
SELECT notification_id, originator_id, originator_version, topic, state, event_id, stream FROM log.events
WHERE originator_id IN (
    SELECT originator_id FROM log.events
    WHERE scope = %(scope)s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'
) AND notification_id >= coalesce((
    SELECT notification_id FROM log.events
    WHERE originator_id IN (
        SELECT originator_id FROM log.events
        WHERE scope = %(scope)s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'
    ) AND event_id = %(since)s
), 0) AND (%(until)s::bigint IS NULL OR notification_id <= %(until)s)
ORDER BY notification_id

-- entries_of_streams --
-- The events of some streams up to a position.
SELECT notification_id, originator_id, originator_version, topic, state, event_id, stream FROM log.events
WHERE originator_id = ANY(%s) AND notification_id <= %s ORDER BY notification_id

-- streams_by_scope --
-- The streams of each scope up to a position, and how many events they have together.
SELECT array_agg(stream), sum(events)::bigint
FROM (
    SELECT originator_id AS stream, min(scope) AS scope, count(*) AS events
    FROM log.events WHERE notification_id <= %s GROUP BY originator_id
) AS streams GROUP BY scope ORDER BY scope

-- streams_of_scope --
-- The streams of a scope.
SELECT originator_id FROM log.events WHERE scope = %s AND originator_version = 1

-- recorded_by --
-- The last position that was recorded by a moment, found by halving: one too early where the clock was put back.
WITH RECURSIVE halved (low, high) AS (
    SELECT 0::bigint, %(head)s::bigint
    UNION ALL
    SELECT CASE WHEN recorded_at <= %(moment)s THEN notification_id ELSE low END,
           CASE WHEN recorded_at <= %(moment)s THEN high ELSE (low + high + 1) / 2 - 1 END
    FROM halved, LATERAL (
        SELECT notification_id, recorded_at FROM log.events
        WHERE notification_id >= (low + high + 1) / 2 ORDER BY notification_id LIMIT 1
    ) AS middle
    WHERE low < high
)
SELECT max(low) FROM halved

-- last_recorded_by --
-- The last position between two that was recorded by a moment; the index tells which parts of the log can hold any.
SELECT max(notification_id + 0) FROM log.events
WHERE notification_id + 0 > %(low)s AND notification_id + 0 <= %(head)s AND recorded_at <= %(moment)s

-- recorded_at --
-- When the event at a position was recorded, or the next one if there is none.
SELECT recorded_at FROM log.events WHERE notification_id >= %s ORDER BY notification_id LIMIT 1

-- earliest_recorded --
-- The earliest time at which an event from a position on was recorded, where it is no later than this.
SELECT min(recorded_at) FROM log.events WHERE notification_id + 0 >= %s AND recorded_at <= %s

-- recorded_since --
-- When a head was recorded, the earliest time since shortly before it, from a position on, and the last with its time.
SELECT known.recorded_at, since.earliest, last.notification_id, last.recorded_at
FROM (SELECT notification_id, recorded_at FROM log.events ORDER BY notification_id DESC LIMIT 1) AS last
CROSS JOIN LATERAL (
    SELECT min(recorded_at) AS earliest FROM log.events
    WHERE notification_id > %(head)s::bigint - 1000 AND notification_id >= %(position)s AND %(head)s::bigint > 0
) AS since
LEFT JOIN log.events AS known ON known.notification_id = %(head)s::bigint

-- recorded_ahead --
-- How many events were recorded later than this, and the latest time.
SELECT count(*), max(recorded_at) FROM log.events WHERE recorded_at > %s

-- grounds --
-- A page of what decisions rest on, between two positions.
SELECT notification_id, event_id, originator_id, originator_version, state FROM log.events
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT 1000

-- behind --
-- How many events of these topics come after a position, counted no further than asked, and the first one's age.
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
FROM (
    SELECT recorded_at FROM log.events WHERE notification_id > %s AND topic LIKE ANY (%s)
    ORDER BY notification_id LIMIT %s
) AS unread
