-- Statistics, sizes, snapshots, transaction ids, positions in the write-ahead log and locks count what everybody does, at this moment: the superuser's.

BEGIN;

SET client_min_messages = warning;

-- Views and functions of this database's catalog; those of other databases of the cluster are closed by conf/setup/database.sh. Of pg_class the columns
-- that vacuuming and analysing keep up to date.
DO $$
DECLARE
	kept text;
	object text;
BEGIN
	FOR object IN SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'pg_catalog' AND c.relkind = 'v'
		AND c.relname ~ '^pg_(stat|locks$|prepared_xacts$|replication_slots$|replication_origin_status$|backend_memory|shmem_alloc)'
	LOOP
		EXECUTE 'REVOKE ALL ON ' || object || ' FROM PUBLIC';
	END LOOP;
	FOR object IN SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND (
		p.proname ~ '^pg_stat_' AND p.proname <> 'pg_stat_clear_snapshot'
		OR p.proname ~ '^pg_(relation|table|total_relation|indexes|database|tablespace)_(size|filenode|filepath)$'
		OR p.proname ~ '^pg_(current|last)_(wal|xact|snapshot|committed)' OR p.proname ~ '^(pg_xact_|txid_(current|status))'
		OR p.proname ~ '^pg_(control_|get_wal_|is_wal_)' OR p.proname ~ '_(replication|logical)_slot|^pg_logical_slot' OR p.proname ~ 'blocking_pids$|session_is_blocked$'
		OR p.proname IN ('pg_export_snapshot', 'pg_lock_status', 'pg_prepared_xact', 'pg_get_multixact_members', 'pg_get_replication_slots',
			'pg_show_replication_origin_status', 'pg_notification_queue_usage', 'pg_sequence_last_value', 'pg_filenode_relation',
			'pg_logical_emit_message', 'mxid_age')
		OR p.oid = 'pg_catalog.age(xid)'::regprocedure)
	LOOP
		EXECUTE 'REVOKE ALL ON FUNCTION ' || object || ' FROM PUBLIC';
	END LOOP;
	SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO kept FROM pg_attribute a
	WHERE a.attrelid = 'pg_class'::regclass AND a.attnum > 0 AND NOT a.attisdropped
		AND a.attname NOT IN ('relpages', 'reltuples', 'relallvisible', 'relfrozenxid', 'relminmxid', 'relfilenode');
	EXECUTE 'REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC';
	EXECUTE format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', kept);
END
$$;

-- What our own functions need of them, by the role that cannot log in: freeze_invitations() looks whether rows are frozen.
GRANT EXECUTE ON FUNCTION pg_catalog.age(xid), pg_catalog.pg_get_replication_slots() TO aoj_owner;
GRANT SELECT (relfrozenxid) ON pg_catalog.pg_class TO aoj_owner;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- A logical slot writes out what every transaction did: a process does not start where there is one.
CREATE FUNCTION logical_slots() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'SELECT s.slot_name::text FROM pg_catalog.pg_get_replication_slots() s WHERE s.slot_type = ''logical''';
REVOKE ALL ON FUNCTION logical_slots() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logical_slots() TO aoj_survey, aoj_office, aoj_post, aoj_count;

RESET ROLE;
COMMIT;
