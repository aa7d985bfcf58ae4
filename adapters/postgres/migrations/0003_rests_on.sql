-- What a decision rests on: the versions of the streams that it looked at and does not write itself.

-- Called before the insert and in its transaction. It takes the turn first, and each query of a VOLATILE function has
-- a snapshot of its own: whatever was committed before the turn came is seen, and nobody commits until it is given up.
-- A check within the insert's own statement would see the log as it was before the turn came.
CREATE FUNCTION log.check_versions(streams uuid[], versions bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    moved text;
BEGIN
    PERFORM pg_advisory_xact_lock(1179471175, 1);
    SELECT string_agg(format('%s %s', looked_at.id, looked_at.version), ', ') INTO moved
    FROM unnest(streams, versions) AS looked_at (id, version)
    WHERE looked_at.version <> coalesce(
        (SELECT max(events.originator_version) FROM log.events WHERE events.originator_id = looked_at.id), 0
    );
    IF moved IS NOT NULL THEN
        RAISE EXCEPTION 'a stream that a decision rests on is at another version'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'events_rests_on', DETAIL = moved;
    END IF;
END $$;
