#!/bin/sh
# packages.sh GROUP… - installs the Debian packages of packages.GROUP, without
# recommends; does nothing when all are there. As root, or through sudo;
# otherwise it prints the one line to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

wanted=
for group in "$@"; do
	wanted="$wanted $(sed 's/#.*//' "$here/packages.$group")"
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

if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
		exec sudo sh "$here/packages.sh" "$@"
	fi
	cat >&2 <<-EOT
	aoj needs Debian packages that are not here. Please run this line, then try again:
	  sudo sh $here/packages.sh $*
	It installs, without recommends:$missing
	EOT
	exit 1
fi

# Debian's package would make and start a cluster "main". aoj has a private one,
# so for this installation none is made; clusters that exist are left alone, and
# the owner of the machine finds Debian's own habits afterwards.
no_cluster=/etc/postgresql-common/createcluster.d/aoj-makes-its-own.conf
# exim4 and haproxy are run by the tests themselves; Debian's would begin to
# serve.
policy=/usr/sbin/policy-rc.d
made=$no_cluster
[ -e "$policy" ] || made="$made $policy"
# shellcheck disable=SC2086
trap 'rm -f $made' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$(dirname "$no_cluster")"
echo 'create_main_cluster = false' >"$no_cluster"
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\ncase $1 in exim4|haproxy) exit 101 ;; esac\n' >"$policy"
	chmod 755 "$policy"
fi

# Nothing is taken away: a machine keeps the mail server it has.
install() {
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
	    --no-install-recommends --no-remove -o Dpkg::Options::=--force-confold \
	    -o Dpkg::Use-Pty=0 "$@" $missing
}

echo "setup: Debian packages:$missing" >&2
# Lists of packages that are old or not there are fetched, once.
if ! install --simulate >/dev/null 2>&1; then
	apt-get update -q >&2
elif ! install --download-only >&2; then
	apt-get update -q >&2
fi
install >&2
