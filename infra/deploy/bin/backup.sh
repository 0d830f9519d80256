#!/bin/sh
# backup.sh FOLDER: writes a backup named after its time. Beside it, writes what a restoration needs: a checkpoint
# and the list of forgotten persons. With KEEP_DAYS, deletes older backups afterwards.
set -eu
at=$(date -u +%Y%m%dT%H%M%SZ)
efe seal > "$1/$at.checkpoint"
efe backup "$1/$at"
efe person forgotten > "$1/forgotten.new"
mv "$1/forgotten.new" "$1/forgotten"
if [ -n "${KEEP_DAYS:-}" ]; then
    find "$1" -mindepth 1 -maxdepth 1 -name '20*Z*' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
fi
