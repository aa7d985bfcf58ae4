-- begin_session --
-- Settings of every connection: what we say and read is said and read so, nothing of ours is cut short, and nothing is lost.
SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET search_path = pg_catalog, pg_temp;
SET standard_conforming_strings = on; SET array_nulls = on; SET bytea_output = 'hex'; SET extra_float_digits = 1;
SET row_security = on; SET client_min_messages = notice; SET default_transaction_isolation = 'read committed';
SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SELECT set_config('transaction_timeout', '0', false) WHERE current_setting('transaction_timeout', true) IS NOT NULL;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'

-- begin_request_session --
-- Settings of a connection for requests: workers would take longer to start, and ten thousand entries are sorted in memory.
SET max_parallel_workers_per_gather = 0; SET work_mem = '16MB'; SET lock_timeout = '1s'; SET statement_timeout = '3s';
SET idle_in_transaction_session_timeout = '5s'

-- begin_log_session --
-- Settings of a connection that appends and reads streams.
SET lock_timeout = '1s'; SET statement_timeout = '3s'; SET idle_in_transaction_session_timeout = '5s'

-- begin_background_session --
-- Settings of a connection for work that nobody waits for.
SET max_parallel_workers_per_gather = 0; SET lock_timeout = '4s'; SET statement_timeout = '30s';
SET idle_in_transaction_session_timeout = '60s'

-- wait_briefly_for_locks --
-- Give up soon in this transaction where a table is locked; the next try is soon.
SET LOCAL lock_timeout = '500ms'

-- go_by_indexes --
-- Read no table from end to end in this transaction where an index says which parts of it matter.
SET LOCAL enable_seqscan = off

-- no_statement_timeout --
-- Let the statements of this transaction take as long as they need.
SET LOCAL statement_timeout = 0

-- no_timeouts --
-- Let this transaction wait and rest as long as it needs.
SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0

-- commit_asynchronously --
-- Do not wait for the disk at this commit.
SET LOCAL synchronous_commit = off

-- commit_locally --
-- Wait for our own disk at this commit, and for no standby.
SET LOCAL synchronous_commit = local

-- one_moment --
-- Let all statements of the transaction see the same moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

-- one_moment_read_only --
-- The same, and change nothing.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- wait_for_lock --
-- Hold an advisory lock until the transaction's end; wait while another holds it.
SELECT pg_advisory_xact_lock(%s, %s)

-- wait_for_shared_lock --
-- Hold an advisory lock together with others; wait while one holds it alone.
SELECT pg_advisory_xact_lock_shared(%s, %s)

-- try_lock --
-- Hold an advisory lock until the transaction's end if nobody else does.
SELECT pg_try_advisory_xact_lock(%s, %s)

-- server_process --
-- The server's process that answers.
SELECT pg_backend_pid()

-- database_kind --
-- In which encoding the database keeps text, whether the server is a standby, and whether nothing can be changed.
SELECT current_setting('server_encoding'), pg_is_in_recovery(), current_setting('transaction_read_only')::boolean

-- table_exists --
-- Whether a table of that name is there.
SELECT to_regclass(%s) IS NOT NULL

-- database_exists --
-- Whether the server has a database of that name.
SELECT 1 FROM pg_database WHERE datname = %s

-- create_database --
-- Make a database.
CREATE DATABASE {name}

-- condition --
-- Which of these tables are missing, which of these privileges on those that are there, and whether nothing may change.
SELECT array(SELECT DISTINCT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL),
       array(
           SELECT concat(upper(privilege), ' ', name) FROM unnest(%s::text[], %s::text[]) AS needed (name, privilege)
           WHERE NOT has_table_privilege(to_regclass(name), privilege)
       ),
       current_setting('transaction_read_only')::boolean

-- ping --
-- Whether the server still answers.
SELECT 1
