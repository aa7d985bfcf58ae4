-- Who may come in. Secrets are kept as digests alone: what is here opens no door.

CREATE SCHEMA access;

CREATE TABLE access.tokens (
    id            uuid        NOT NULL PRIMARY KEY,
    secret_sha256 bytea       NOT NULL UNIQUE CHECK (octet_length(secret_sha256) = 32),
    actor_ref     text        NOT NULL,
    role          text        NOT NULL,
    municipality  text,
    label         text        NOT NULL CHECK (label ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at    timestamptz
);

CREATE TABLE access.sessions (
    id_sha256    bytea       NOT NULL PRIMARY KEY CHECK (octet_length(id_sha256) = 32),
    token_id     uuid        REFERENCES access.tokens (id),
    actor_ref    text        NOT NULL,
    role         text        NOT NULL,
    municipality text,
    language     text        NOT NULL,
    csrf         text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz NOT NULL
);

CREATE INDEX sessions_expires_at ON access.sessions (expires_at);
CREATE INDEX sessions_token_id ON access.sessions (token_id);
