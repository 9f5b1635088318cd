#!/bin/sh
# cluster.sh FOLDER PORT start|stop|status - a private PostgreSQL 15 cluster in
# FOLDER: data, socket, log, secrets. Makes it when it is not there, brings the
# schema up to date, gives every role its password; does nothing twice.
# PostgreSQL refuses root: run this as the ordinary user who owns FOLDER.
#
#   FOLDER/data      the cluster            FOLDER/socket   where it listens
#   FOLDER/secrets   AOJ_SECRETS            FOLDER/postgresql.log
set -eu
umask 077

folder=$1
port=$2
verb=$3
here=$(cd "$(dirname "$0")" && pwd)
bin=/usr/lib/postgresql/15/bin
admin=aoj_admin

say() {
	echo "cluster: $*" >&2
}

if [ "$(id -u)" = 0 ]; then
	say "PostgreSQL does not run as root; use an ordinary user."
	exit 1
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
socket=$folder/socket
secrets=$folder/secrets
# A socket's path has at most 107 bytes; a deep folder listens on loopback.
host=$socket
listen=
if [ ${#socket} -gt 85 ]; then
	host=127.0.0.1
	listen=127.0.0.1
fi

secret() {	# secret FILE: a random password of 32 bytes, made once
	[ -s "$1" ] && return
	mkdir -p "$(dirname "$1")"
	od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1.new"
	sync "$1.new"
	mv "$1.new" "$1"
}

make_cluster() {
	[ -e "$folder/data/PG_VERSION" ] && return
	say "making a cluster in $folder"
	rm -rf "$folder/data.new"
	secret "$secrets/admin/database.password"
	# --no-sync speeds this up; a cluster that is half there is made again.
	"$bin/initdb" -D "$folder/data.new" -U "$admin" -E UTF8 --locale=C.UTF-8 \
	    --auth=scram-sha-256 --pwfile="$secrets/admin/database.password" \
	    >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
	cat >>"$folder/data.new/postgresql.conf" <<-EOF
	include_if_exists 'aoj.conf'
	EOF
	mv "$folder/data.new" "$folder/data"
}

configure() {
	cat >"$folder/data/aoj.conf" <<-EOF
	# Written at every start by conf/setup/cluster.sh.
	listen_addresses = '$listen'
	port = $port
	unix_socket_directories = '$socket'
	password_encryption = 'scram-sha-256'
	max_connections = 60
	shared_buffers = '128MB'
	timezone = 'UTC'
	log_timezone = 'UTC'
	${AOJ_CLUSTER_EXTRA:-}
	EOF
}

running() {
	"$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1
}

start_cluster() {
	running && return
	mkdir -p "$socket"
	configure
	# A log of its own session: Ctrl-C at the terminal is not for PostgreSQL.
	setsid "$bin/pg_ctl" -D "$folder/data" -l "$folder/postgresql.log" -w -t 60 \
	    start >/dev/null 2>&1 </dev/null || {
		say "PostgreSQL did not start; the end of its log:"
		tail -n 20 "$folder/postgresql.log" >&2
		exit 1
	}
}

admin_pass() {
	PGPASSFILE=$folder/admin.pgpass
	printf '*:*:*:%s:%s\n' "$admin" \
	    "$(cat "$secrets/admin/database.password")" >"$PGPASSFILE"
	export PGPASSFILE PGHOST="$host" PGPORT="$port" PGUSER="$admin"
	export PGOPTIONS='-c client_min_messages=warning'
}

deploy() {
	database=${AOJ_DBNAME:-aoj}
	psql -X -q -d postgres -At -c "SELECT 1 FROM pg_database WHERE datname = '$database'" |
	    grep -q 1 || createdb "$database"
	# HOME keeps sqitch's habits of the person who runs this out of it.
	(cd "$here/../../migrations" &&
	    HOME=$folder SQITCH_FULLNAME=aoj SQITCH_EMAIL=aoj@localhost \
	    sqitch --quiet deploy --verify "db:pg:$database" </dev/null) ||
	    { say "the schema could not be deployed"; exit 1; }
	for role in survey office post count; do
		secret "$secrets/$role/database.password"
		[ "$(cat "$folder/passwords.$role" 2>/dev/null)" = "set in $database" ] &&
		    continue
		# On standard input: no password in an argument, none in a log.
		psql -X -q -v ON_ERROR_STOP=1 -d "$database" >/dev/null <<-EOF
		SET log_statement = none;
		\\set password \`cat '$secrets/$role/database.password'\`
		ALTER ROLE aoj_$role PASSWORD :'password';
		EOF
		echo "set in $database" >"$folder/passwords.$role"
	done
	secret_key "$secrets/survey/draft.key"
}

secret_key() {
	[ -s "$1" ] && return
	secret "$1"
	echo >>"$1"
}

case $verb in
start)
	make_cluster
	start_cluster
	admin_pass
	deploy
	;;
stop)
	if running; then
		"$bin/pg_ctl" -D "$folder/data" -m fast -w -t 60 stop >/dev/null
	fi
	;;
status)
	running
	;;
*)
	say "start, stop or status, not $verb"
	exit 2
	;;
esac
