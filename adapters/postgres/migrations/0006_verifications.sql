-- What came of each verification. It lies beside the log and is no part of it: it is brought up to date while one runs,
-- old rows go, and no backup carries it, since a log that is restored is to be verified itself.

CREATE TABLE log.verifications (
    number     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id     uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind ~ '^[a-z-]{1,30}$'),
    actor_ref  text,
    role       text,
    version    text        NOT NULL,
    asked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    began_at   timestamptz,
    progress   integer     NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    ended_at   timestamptz,
    position   bigint,
    checked    bigint,
    breaches   bigint,
    findings   jsonb       NOT NULL DEFAULT '[]',
    UNIQUE (run_id, kind),
    CHECK ((ended_at IS NULL) = (breaches IS NULL) AND (ended_at IS NULL) = (position IS NULL)),
    CHECK ((actor_ref IS NULL) = (role IS NULL))
);
