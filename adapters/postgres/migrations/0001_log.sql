-- The log: events that nobody changes, and a receipt for every request, written in the same transaction.

CREATE SCHEMA log;

CREATE TABLE log.events (
    notification_id    bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    originator_id      uuid        NOT NULL,
    originator_version bigint      NOT NULL,
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    event_id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    recorded_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    stream             text,
    scope              text,
    CONSTRAINT events_pkey PRIMARY KEY (originator_id, originator_version),
    CONSTRAINT events_notification_id_key UNIQUE (notification_id)
);

-- The streams of a municipality: each has one first event.
CREATE INDEX events_streams ON log.events (scope) WHERE originator_version = 1;

CREATE TABLE log.receipts (
    actor          text        NOT NULL,
    key            text        NOT NULL,
    request_hash   text        NOT NULL,
    status         integer     NOT NULL,
    response       text        NOT NULL,
    first_position bigint      NOT NULL,
    event_count    integer     NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT receipts_pkey PRIMARY KEY (actor, key)
);

-- Which county this log is, and whether it is real; the epoch tells two logs of the same county apart.
CREATE TABLE log.installation (
    only_row    boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (only_row),
    kind        text        NOT NULL CHECK (kind IN ('demo', 'real')),
    county_code text        NOT NULL CHECK (county_code ~ '^[0-9]{2}$'),
    epoch       uuid        NOT NULL DEFAULT gen_random_uuid(),
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Positions are handed out under this lock and become visible before it is let go: a reader who has passed a
-- position never sees a smaller one later, whatever program writes. In a trigger, so that no writer can forget it.
CREATE FUNCTION log.take_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1179471175, 1);
    RETURN NULL;
END $$;

CREATE TRIGGER take_turns BEFORE INSERT ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.take_turns();

CREATE FUNCTION log.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is only added to: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON log.receipts
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();

-- ALWAYS: the owner too, and also under session_replication_role = replica.
ALTER TABLE log.events ENABLE ALWAYS TRIGGER take_turns;
ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse;
ALTER TABLE log.receipts ENABLE ALWAYS TRIGGER refuse;
