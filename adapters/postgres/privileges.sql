-- The application's roles, each with the least it needs. Run by the owner after every migration; repeatable.
-- Nobody but the owner may UPDATE, DELETE or TRUNCATE the log, and its triggers refuse the owner.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['femsteg_api', 'femsteg_audit'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- roles belong to the whole server: another database may have made it
        END;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA log, access TO femsteg_api;
GRANT SELECT, INSERT ON log.events, log.receipts, log.installation TO femsteg_api;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON access.tokens TO femsteg_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sessions TO femsteg_api;

GRANT USAGE ON SCHEMA log TO femsteg_audit;
GRANT SELECT ON log.events, log.receipts, log.installation TO femsteg_audit;
