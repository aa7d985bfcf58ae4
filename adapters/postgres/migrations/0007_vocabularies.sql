-- How each release words the work, beside the log and as lasting: the past is told in the words of its day.
-- A release is in use for what is recorded after a position.

CREATE TABLE log.vocabularies (
    number  bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    after   bigint      NOT NULL,
    since   timestamptz NOT NULL DEFAULT clock_timestamp(),
    version text        NOT NULL,
    sha256  bytea       NOT NULL,
    content bytea       NOT NULL,
    CHECK (sha256 = sha256(content))
);

CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON log.vocabularies
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();
ALTER TABLE log.vocabularies ENABLE ALWAYS TRIGGER refuse;
