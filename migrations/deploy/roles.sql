-- Roles of the cluster: one login role per process, and the two that own things and never log in.
-- Roles belong to a whole cluster, so this script may meet them already there (a second database).

BEGIN;

DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['aoj_owner', 'aoj_gate'] LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', r);
		END IF;
	END LOOP;
	FOREACH r IN ARRAY ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count'] LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', r);
		END IF;
		-- The server's log must not learn what passes through these roles, nor
		-- when. An error's own words may quote a value ("invalid input syntax
		-- for type date: ..."), hence log_min_messages; our processes log the
		-- SQLSTATE themselves. The same list stands in storage/db.sql, which
		-- refuses to start where it is not in force.
		EXECUTE format('ALTER ROLE %I SET log_min_messages = fatal', r);
		EXECUTE format('ALTER ROLE %I SET log_error_verbosity = terse', r);
		EXECUTE format('ALTER ROLE %I SET log_min_error_statement = panic', r);
		EXECUTE format('ALTER ROLE %I SET log_statement = none', r);
		EXECUTE format('ALTER ROLE %I SET log_duration = off', r);
		EXECUTE format('ALTER ROLE %I SET log_min_duration_statement = -1', r);
		EXECUTE format('ALTER ROLE %I SET log_min_duration_sample = -1', r);
		EXECUTE format('ALTER ROLE %I SET log_transaction_sample_rate = 0', r);
		EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', r);
		EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', r);
		EXECUTE format('ALTER ROLE %I SET log_lock_waits = off', r);
		EXECUTE format('ALTER ROLE %I SET log_temp_files = -1', r);
		EXECUTE format('ALTER ROLE %I SET search_path = aoj, pg_temp', r);
		EXECUTE format('ALTER ROLE %I SET timezone = %L', r, 'UTC');
		-- Statements are short and prepared: compiling them costs more than it gives.
		EXECUTE format('ALTER ROLE %I SET jit = off', r);
	END LOOP;
END
$$;

COMMIT;
