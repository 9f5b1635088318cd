#!/bin/sh
# database.sh DATABASE SECRETS - brings the schema of DATABASE up to date (it is
# made when it is not there) and gives each process its password, which stands
# in SECRETS/<process>/database.password. As a superuser of the server that
# PGHOST, PGPORT, PGUSER and PGPASSFILE name. Does nothing twice.
set -eu
umask 077
database=$1
secrets=$2
here=$(cd "$(dirname "$0")" && pwd)

say() {
	echo "database: $*" >&2
}

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# secret FILE [newline]: 32 random bytes in hexadecimal, made once.
secret() {
	[ -s "$1" ] && return
	mkdir -p "$(dirname "$1")"
	od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1.new"
	[ $# = 1 ] || echo >>"$1.new"
	sync "$1.new"
	mv "$1.new" "$1"
}

# Whether the role can log in with its password file.
may_log_in() {
	PGPASSWORD=$(cat "$secrets/$1/database.password") query -d "$database" \
	    -U "aoj_$1" -c '' >/dev/null 2>&1
}

# On standard input: no password in an argument, none in a log.
set_password() {
	query -d "$database" >/dev/null <<-EOT
	SET log_statement = none;
	SET log_min_duration_statement = -1;
	SET log_min_error_statement = panic;
	\\set password \`cat '$secrets/$1/database.password'\`
	ALTER ROLE aoj_$1 PASSWORD :'password';
	EOT
}

export PGOPTIONS='-c client_min_messages=warning'
known=$(echo "SELECT 1 FROM pg_database WHERE datname = :'name'" |
    query -d postgres -v name="$database")
[ -n "$known" ] || createdb -T template0 -E UTF8 "$database"

# A HOME of its own keeps sqitch's habits of the person who runs this out.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
if ! (cd "$here/../../migrations" && HOME=$home SQITCH_FULLNAME=aoj \
    SQITCH_EMAIL=aoj@localhost sqitch --quiet deploy --verify \
    "db:pg:$database") </dev/null >"$home/log" 2>&1; then
	cat "$home/log" >&2
	say "the schema could not be brought up to date"
	exit 1
fi

# What a server counts can be read from any of its databases: the processes
# enter theirs alone. Whoever needs another one is granted that by name.
query -d postgres -v name="$database" >/dev/null <<-'EOT'
	SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname)
	FROM pg_database WHERE datallowconn AND datname <> :'name' \gexec
	EOT

for process in survey office post count results; do
	secret "$secrets/$process/database.password"
	none=$(query -d postgres -c "SELECT rolpassword IS NULL FROM pg_authid
	    WHERE rolname = 'aoj_$process'")
	if [ "$none" = t ] || ! may_log_in "$process"; then
		set_password "$process"
	fi
done
secret "$secrets/survey/draft.key" newline
