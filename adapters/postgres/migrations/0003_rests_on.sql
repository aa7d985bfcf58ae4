-- What a decision rests on: the versions of the streams that it looked at and does not write itself.

CREATE FUNCTION log.moved(streams uuid[], versions bigint[]) RETURNS TABLE (stream uuid, seen bigint)
    LANGUAGE sql STABLE AS $$
    SELECT looked_at.stream, looked_at.seen
    FROM unnest(streams, versions) AS looked_at (stream, seen)
    WHERE looked_at.seen <> coalesce(
        (SELECT max(events.originator_version) FROM log.events WHERE events.originator_id = looked_at.stream), 0
    )
$$;

-- Called before the insert and in its transaction. It takes the turn first, and each query of a VOLATILE function has
-- a snapshot of its own: whatever was committed before the turn came is seen, and nobody commits until it is given up.
-- A check within the insert's own statement would see the log as it was before the turn came.
CREATE FUNCTION log.check_versions(streams uuid[], versions bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1179471175, 1);
    -- Asked twice, since to find nothing is the rule, and takes a third of the time that it takes to tell what.
    IF EXISTS (SELECT FROM log.moved(streams, versions)) THEN
        RAISE EXCEPTION 'a stream that a decision rests on is at another version'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'events_rests_on',
            DETAIL = (SELECT string_agg(format('%s %s', stream, seen), ', ') FROM log.moved(streams, versions));
    END IF;
END $$;
