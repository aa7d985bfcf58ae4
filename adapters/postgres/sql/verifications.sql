-- verifying_session --
-- A connection that holds the turn to verify for as long as that takes; one whose machine is gone is given up soon.
SET lock_timeout = '1s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
SET application_name = 'femsteg-verifying'

-- verification_is_under_way --
-- Whether anybody holds the turn to verify.
SELECT EXISTS (
    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND granted AND datname = current_database() AND objsubid = 2
      AND classid = (%s & 4294967295::bigint)::oid AND objid = (%s & 4294967295::bigint)::oid
)

-- ask_for_verification --
-- Note what is to be verified, unless the same was asked for before.
INSERT INTO log.verifications (run_id, kind, actor_ref, role, version)
SELECT %s, asked.kind, %s, %s, %s FROM unnest(%s::text[]) WITH ORDINALITY AS asked (kind, place) ORDER BY asked.place
ON CONFLICT DO NOTHING

-- forget_verifications --
-- Forget all but so many of each kind, the latest.
DELETE FROM log.verifications WHERE number IN (
    SELECT number FROM (
        SELECT number, row_number() OVER (PARTITION BY kind ORDER BY number DESC) AS place FROM log.verifications
    ) AS placed WHERE place > %s
)

-- verification_is_known --
-- Whether a run was asked for.
SELECT EXISTS (SELECT FROM log.verifications WHERE run_id = %s)

-- begin_verification --
-- Note that a verification has begun.
UPDATE log.verifications SET began_at = clock_timestamp() WHERE run_id = %s AND kind = %s

-- note_verification --
-- Note how far a verification has come.
UPDATE log.verifications SET progress = %s WHERE run_id = %s AND kind = %s AND ended_at IS NULL

-- end_verification --
-- Note what came of a verification.
UPDATE log.verifications
SET ended_at = clock_timestamp(), progress = 100, position = %s, checked = %s, breaches = %s, findings = %s
WHERE run_id = %s AND kind = %s

-- verifications --
-- What came of the verifications, the latest first.
SELECT run_id, kind, actor_ref, role, version, asked_at, began_at, progress, ended_at, position, checked, breaches, findings
FROM log.verifications ORDER BY number DESC
