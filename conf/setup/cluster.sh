#!/bin/sh
# cluster.sh FOLDER PORT start|serve|stop|status - a private PostgreSQL 15 cluster in
# FOLDER. Makes it when it is not there, brings the schema up to date, gives
# every role its password; does nothing twice. `start` prints how to connect;
# `serve` starts a cluster that is complete already, and looks no further.
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
database=aoj

say() {
	echo "cluster: $*" >&2
}

if [ "$(id -u)" = 0 ]; then
	say "PostgreSQL does not run as root; use an ordinary user."
	exit 1
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
password=$folder/secrets/admin/database.password
# A socket's path has at most 107 bytes; a deep folder listens on loopback.
host=$folder/socket
listen=
if [ "$(printf %s "$host/.s.PGSQL.$port" | wc -c)" -gt 100 ]; then
	host=127.0.0.1
	listen=127.0.0.1
fi

make_cluster() {
	[ -e "$folder/data/PG_VERSION" ] && return
	say "making a PostgreSQL cluster in $folder"
	rm -rf "$folder/data.new"
	mkdir -p "$(dirname "$password")"
	od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$password"
	if ! "$bin/initdb" -D "$folder/data.new" -U "$admin" -E UTF8 \
	    --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$password" \
	    >"$folder/initdb.log" 2>&1; then
		cat "$folder/initdb.log" >&2
		exit 1
	fi
	echo "include_if_exists 'aoj.conf'" >>"$folder/data.new/postgresql.conf"
	# Until here half a cluster has no name, and is made again.
	mv "$folder/data.new" "$folder/data"
	rm -f "$folder/initdb.log"
}

configure() {
	cat >"$folder/data/aoj.conf" <<-EOT
	# Written at every start by conf/setup/cluster.sh.
	listen_addresses = '$listen'
	port = $port
	unix_socket_directories = '$folder/socket'
	password_encryption = 'scram-sha-256'
	max_connections = 60
	shared_buffers = '128MB'
	timezone = 'UTC'
	log_timezone = 'UTC'
	${AOJ_CLUSTER_EXTRA:-}
	EOT
	# Too long a path for a socket is no path for one.
	[ -z "$listen" ] ||
	    echo "unix_socket_directories = ''" >>"$folder/data/aoj.conf"
}

running() {
	"$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1
}

stop_cluster() {
	running || return 0
	"$bin/pg_ctl" -D "$folder/data" -m fast -w -t 60 stop >/dev/null
}

start_cluster() {
	# Line 4 of this file is the port it listens on.
	if running; then
		[ "$(sed -n 4p "$folder/data/postmaster.pid")" = "$port" ] && return
		stop_cluster
	fi
	mkdir -p "$folder/socket"
	configure
	# A session of its own: Ctrl-C at the terminal is not for PostgreSQL.
	if ! setsid "$bin/pg_ctl" -D "$folder/data" -w -t 60 \
	    -l "$folder/postgresql.log" start >/dev/null 2>&1 </dev/null; then
		say "PostgreSQL did not start; the end of its log:"
		tail -n 20 "$folder/postgresql.log" >&2
		exit 1
	fi
}

case $verb in
start)
	make_cluster
	start_cluster
	export PGHOST="$host" PGPORT="$port" PGUSER="$admin"
	export PGPASSFILE="$folder/admin.pgpass"
	printf '*:*:*:%s:%s\n' "$admin" "$(cat "$password")" >"$PGPASSFILE"
	sh "$here/database.sh" "$database" "$folder/secrets"
	echo "host=$host port=$port dbname=$database"
	;;
serve)
	start_cluster
	;;
stop)
	stop_cluster
	;;
status)
	running
	;;
*)
	say "start, serve, stop or status, not $verb"
	exit 2
	;;
esac
