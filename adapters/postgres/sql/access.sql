-- create_token --
-- Keep a token by the hash of its secret.
INSERT INTO access.tokens (id, secret_sha256, actor_ref, role, municipality, label, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)

-- list_tokens --
-- Every token without its hash, the newest first.
SELECT id, actor_ref, role, municipality, label, created_at, revoked_at
FROM access.tokens ORDER BY created_at DESC

-- revoke_token --
-- Revoke a token that is valid.
UPDATE access.tokens SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL RETURNING id

-- end_sessions_of_token --
-- End the sessions that were opened with a token.
DELETE FROM access.sessions WHERE token_id = %s

-- revoke_all_tokens --
-- Revoke every token that is valid.
UPDATE access.tokens SET revoked_at = %s WHERE revoked_at IS NULL

-- end_all_sessions --
-- End every session.
DELETE FROM access.sessions

-- coordinators --
-- The pseudonyms of those who can come in with a role, each once.
SELECT DISTINCT actor_ref FROM access.tokens WHERE role = %s AND revoked_at IS NULL ORDER BY actor_ref

-- any_token --
-- Whether anyone at all can come in.
SELECT 1 FROM access.tokens WHERE revoked_at IS NULL LIMIT 1

-- holder_of_token --
-- The person that a valid token stands for, by the hash of its secret.
SELECT id, actor_ref, role, municipality FROM access.tokens WHERE secret_sha256 = %s AND revoked_at IS NULL

-- delete_expired_sessions --
-- Forget the sessions that have lasted too long.
DELETE FROM access.sessions WHERE expires_at < %s

-- open_session --
-- Keep a session by the hash of its secret.
INSERT INTO access.sessions (
    id_sha256, token_id, actor_ref, role, municipality, language, csrf, created_at, last_seen_at, expires_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)

-- session --
-- A session that still lasts, as long as the token does that it was opened with.
SELECT sessions.actor_ref, sessions.role, sessions.municipality, sessions.language, sessions.csrf,
    sessions.last_seen_at, sessions.expires_at
FROM access.sessions LEFT JOIN access.tokens ON tokens.id = sessions.token_id
WHERE sessions.id_sha256 = %s AND sessions.expires_at > %s AND sessions.last_seen_at > %s AND tokens.revoked_at IS NULL

-- note_use --
-- Note that a session was used just now, unless somebody is at work on it.
UPDATE access.sessions SET last_seen_at = %s
WHERE id_sha256 IN (SELECT id_sha256 FROM access.sessions WHERE id_sha256 = %s FOR UPDATE SKIP LOCKED)

-- set_language --
-- Keep the language that the person chose.
UPDATE access.sessions SET language = %s WHERE id_sha256 = %s

-- end_session --
-- End one session.
DELETE FROM access.sessions WHERE id_sha256 = %s
