#!/bin/sh
# backup.sh FOLDER: a backup named after its moment, and beside it what its restoration wants from elsewhere: a checkpoint
# that it must go on from, and who was forgotten. With KEEP_DAYS, older backups go once this one is there.
set -eu
at=$(date -u +%Y%m%dT%H%M%SZ)
efe seal > "$1/$at.checkpoint"
efe backup "$1/$at"
efe person forgotten > "$1/forgotten.new"
mv "$1/forgotten.new" "$1/forgotten"
if [ -n "${KEEP_DAYS:-}" ]; then
    find "$1" -mindepth 1 -maxdepth 1 -name '20*Z*' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
fi
