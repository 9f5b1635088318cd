-- db.sql: what a connection says about itself and asks of its server.

-- db_settings [survey office post count results]: of the session; time-outs in milliseconds. Results are read in this zone and style
SELECT set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false),
	set_config('bytea_output', 'hex', false), set_config('client_min_messages', 'error', false),
	set_config('statement_timeout', $1::text, false), set_config('lock_timeout', $2::text, false),
	set_config('idle_in_transaction_session_timeout', $3::text, false);

-- db_objections [survey office post count results]: what this server would keep, write down or lose that it must not; NULL when there is nothing
SELECT string_agg(objection, '; ') FROM (
	SELECT format('%s is loaded', split_part(name, '.', 1)) AS objection
	FROM pg_settings WHERE name IN ('auto_explain.log_min_duration', 'pgaudit.log', 'pg_stat_monitor.pgsm_max')
	UNION ALL
	SELECT format('replication slot %s is logical', slot_name) FROM logical_slots() AS s (slot_name)
	UNION ALL
	SELECT format('this role can connect to the database %s, whose statistics are open', datname) FROM pg_database
	WHERE datallowconn AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT')
	UNION ALL
	SELECT format('%s is %s instead of %s', name, current_setting(name), wanted) FROM (VALUES
		('track_commit_timestamp', 'off'), ('log_min_messages', 'fatal'), ('log_error_verbosity', 'terse'),
		('log_min_error_statement', 'panic'), ('log_statement', 'none'), ('log_duration', 'off'),
		('log_min_duration_statement', '-1'), ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'),
		('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'), ('log_lock_waits', 'off'),
		('log_temp_files', '-1')) AS s (name, wanted)
	WHERE current_setting(name) <> wanted
	UNION ALL
	SELECT 'enable_seqscan is on instead of off' WHERE current_user = 'aoj_survey' AND current_setting('enable_seqscan') <> 'off'
	UNION ALL
	SELECT 'synchronous_commit is off' WHERE current_setting('synchronous_commit') = 'off'
	UNION ALL
	SELECT 'this role can do everything' FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
) AS o;

-- db_clock [survey office post count results]: whether aoj.clock() is the server's clock and nothing else; for production
SELECT p.prosrc = 'SELECT pg_catalog.statement_timestamp()' AND l.lanname = 'sql' AND NOT p.prosecdef
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang WHERE p.oid = 'aoj.clock()'::regprocedure;

-- db_begin [survey office post count results]: a transaction
BEGIN;

-- db_commit [survey office post count results]: what a transaction did, happened
COMMIT;

-- db_rollback [survey office post count results]: what a transaction did, did not happen
ROLLBACK;

-- db_forget_plans [office post count results]: every statement is planned anew, for the tables as they are by then
DISCARD PLANS;
