#!/bin/sh
# packages.sh GROUP… - installs the Debian packages of packages.GROUP, without
# recommends; does nothing when all are there. As root, or through sudo;
# otherwise it prints the one line to run.
set -eu
cd "$(dirname "$0")"

wanted=
for group in "$@"; do
	wanted="$wanted $(sed 's/#.*//' "packages.$group")"
done
# Another build of Node (nodesource, nvm) conflicts with Debian's npm: take
# what is there.
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
	wanted="$wanted nodejs npm"
fi
missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

run() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
	echo "aoj needs Debian packages. Please run this line, then try again:" >&2
	echo "  sudo apt-get install --no-install-recommends$missing" >&2
	exit 1
fi
echo "Installing Debian packages:$missing" >&2
# A new PostgreSQL brings a cluster of its own; aoj makes a private one, so
# none is made unless the machine had PostgreSQL's tools before.
made=
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	run mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' |
	    run tee /etc/postgresql-common/createcluster.conf >/dev/null
	made=yes
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
install() {
	run apt-get install -q -y --no-install-recommends \
	    -o Dpkg::Options::=--force-confold $missing >&2
}
if ! install; then
	run apt-get update -q >&2
	install
fi
# The owner of the machine finds the usual default for clusters made later.
[ -z "$made" ] || run sed -i 's/^create_main_cluster = false/#&/' \
    /etc/postgresql-common/createcluster.conf
