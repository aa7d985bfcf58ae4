-- What was pinned, beside the log and as lasting: the bytes of each report and of its style sheet, known by their hash.
-- The log's events name them by it, so that a content that was changed could not pass for what was pinned.

CREATE TABLE log.report_contents (
    sha256     bytea NOT NULL PRIMARY KEY,
    content    bytea NOT NULL,
    media_type text  NOT NULL CHECK (media_type IN ('text/html', 'text/css')),
    CHECK (sha256 = sha256(content))
);

CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON log.report_contents
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();
ALTER TABLE log.report_contents ENABLE ALWAYS TRIGGER refuse;
