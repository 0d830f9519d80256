#!/bin/sh
# make-secrets.sh HOSTS [OPTIONS]: creates the missing files of secrets/. HOSTS is the address of PostgreSQL, as in
# a URL: "postgres:5432" on one machine, "10.0.0.1:5432,10.0.0.2:5432,10.0.0.3:5432" on three. Only the
# owner can open the folder; the users of the containers, with their own ids, can read its files.
set -eu
umask 077
mkdir -p secrets
made() { [ -s "secrets/$1" ] || { cat > "secrets/$1.new" && mv "secrets/$1.new" "secrets/$1"; }; chmod 444 "secrets/$1"; }
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
random | made POSTGRES_PASSWORD
random | made REPLICATION_PASSWORD
random | made DATABASE_PASSWORD
printf 'postgresql://efe:%s@%s/efe%s' "$(cat secrets/DATABASE_PASSWORD)" "$1" "${2:-}" | made EFE_DATABASE_URL
head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' | made EFE_SESSION_KEY
[ -s secrets/EFE_OIDC_CLIENT_SECRET ] || echo "secrets/EFE_OIDC_CLIENT_SECRET : à écrire, tel que le fournisseur d'identité l'a donné (the secret of the console, as the identity provider gave it)" >&2
