#!/bin/sh
# Each file whose name is that of a variable becomes this variable; then the command runs. Files come from systemd
# (LoadCredential=) or from a container (secrets).
set -eu
for file in "${CREDENTIALS_DIRECTORY:-/run/secrets}"/[A-Z]*; do
    [ -f "$file" ] && export "${file##*/}=$(cat "$file")"
done
exec "$@"
