#!/bin/sh
# Exports each secret file as the environment variable of its name, then runs the command. Files come from systemd
# (LoadCredential=) or from a container (secrets).
set -eu
for file in "${CREDENTIALS_DIRECTORY:-/run/secrets}"/[A-Z]*; do
    [ -f "$file" ] && export "${file##*/}=$(cat "$file")"
done
exec "$@"
