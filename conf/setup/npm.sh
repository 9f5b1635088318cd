#!/bin/sh
# npm.sh FOLDER - the npm packages that FOLDER's lock file names, without
# running their scripts. Does nothing when they are there.
set -eu
cd "$(dirname "$0")/../../$1"
cmp -s package-lock.json node_modules/.installed && exit 0
echo "setup: npm packages of $1" >&2
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
cp package-lock.json node_modules/.installed
