-- leading_session --
-- A leader whose machine is gone without a word is given up within four seconds.
SET tcp_keepalives_idle = 1; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
SET statement_timeout = '2s'; SET application_name = 'femsteg-leading'

-- take_leadership --
-- Lead a consumer, unless another process does.
SELECT pg_try_advisory_lock(%s, %s)

-- give_up_leadership --
-- Let another process lead a consumer.
SELECT pg_advisory_unlock(%s, %s)

-- notifications_session --
-- A connection for notifications alone, which notices soon that the other end is gone.
SET application_name = 'femsteg-notifications'; SET statement_timeout = '2s'; SET synchronous_commit = off;
SET tcp_keepalives_idle = 1; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3

-- listen --
-- Be told when something was appended.
LISTEN femsteg_appended

-- notify --
-- Tell other processes that something was appended.
NOTIFY femsteg_appended

-- rewind_to_parked --
-- Let a consumer begin again at the first event that it has set aside.
UPDATE views.tracking SET event_id = NULL, position = least(position, (
    SELECT min(position) - 1 FROM views.parked WHERE projection = tracking.projection AND version = tracking.version
)) WHERE projection = %s AND version = %s

-- begin_anew --
-- Let a consumer read the log from its first event on.
UPDATE views.tracking SET position = 0, event_id = NULL WHERE projection = %s AND version = %s
