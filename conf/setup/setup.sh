#!/bin/sh
# setup.sh run|test - everything this machine needs to do that: Debian
# packages, the user that serves when started as root, npm packages. Does
# nothing the second time, and says in one sentence what it cannot do.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)
user=aoj

case $1 in
run)	groups="run";		npm="assets" ;;
test)	groups="run test";	npm="assets tests" ;;
*)	echo "setup: run or test, not $1" >&2; exit 2 ;;
esac

# shellcheck disable=SC2086
sh conf/setup/packages.sh $groups

if [ "$(id -u)" = 0 ]; then
	if ! id "$user" >/dev/null 2>&1; then
		useradd --system --user-group --no-create-home \
		    --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
		echo "setup: made the system user $user, who serves" >&2
	fi
	if ! setpriv --reuid "$user" --regid "$user" --clear-groups -- \
	    test -r "$here/conf/setup/cluster.sh"; then
		echo "setup: user $user, who serves, cannot read $here:" \
		    "move this folder to where every user may read (/srv/aoj," \
		    "say) or open the folders above it with chmod o+x." >&2
		exit 1
	fi
fi

for folder in $npm; do
	sh conf/setup/npm.sh "$folder"
done
