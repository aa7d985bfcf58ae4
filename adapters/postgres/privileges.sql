-- The application's roles, each with the least it needs. Run by the owner after every migration; repeatable.
-- Nobody but the owner may UPDATE, DELETE or TRUNCATE the log, and its triggers refuse the owner. Verifications are no
-- part of it.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['femsteg_api', 'femsteg_audit', 'femsteg_server'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- roles belong to the whole server: another database may have made it
        END;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA log, access TO femsteg_api;
GRANT SELECT, INSERT ON log.events, log.receipts, log.installation, log.report_contents, log.vocabularies TO femsteg_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON log.verifications TO femsteg_api;
GRANT EXECUTE ON FUNCTION log.check_versions, log.moved TO femsteg_api;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON access.tokens TO femsteg_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sessions TO femsteg_api;

-- The server's own: what femsteg_api may, and the views, which it makes anew and throws away.
GRANT femsteg_api TO femsteg_server;
GRANT SELECT ON log.schema_migrations TO femsteg_server;

DO $$
DECLARE
    made record;
BEGIN
    IF to_regnamespace('views') IS NULL THEN
        CREATE SCHEMA views;
    END IF;
    ALTER SCHEMA views OWNER TO femsteg_server;
    FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = 'views' LOOP
        EXECUTE format('ALTER TABLE views.%I OWNER TO femsteg_server', made.tablename);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA log TO femsteg_audit;
GRANT SELECT ON log.events, log.receipts, log.installation, log.report_contents, log.verifications, log.vocabularies TO femsteg_audit;
