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
# `efe migrate` creates these users, each a member of one role.
for role in COMMAND PROJECTOR READ; do
    user=efe_serve_$(echo "$role" | tr '[:upper:]' '[:lower:]')
    printf 'postgresql://%s:%s@%s/efe%s' "$user" "$(random)" "$1" "${2:-}" | made "EFE_${role}_URL"
done
head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' | made EFE_SESSION_KEY
# Empty until mails are to leave: the address of the mail server, as infra/SETTINGS.md describes it.
made EFE_SMTP_URL < /dev/null
# Three machines: one certificate for the nodes, which etcd and Patroni show each other. The key that signed it is not kept.
case "$1" in *,*)
    if [ ! -s secrets/NODE_CERTIFICATE ]; then
        names=$(echo "$1" | tr ',' '\n' | sed 's/:[0-9]*$//' | sed -e '/[A-Za-z]/s/^/DNS:/' -e '/^[0-9.]*$/s/^/IP:/' | paste -sd, -)
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        curve="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc"
        openssl req -x509 $curve -days 3650 -subj "/CN=efe nodes" -addext keyUsage=critical,keyCertSign -keyout "$work/ca.key" -out "$work/ca" 2>/dev/null
        openssl req $curve -subj "/CN=efe-node" -keyout "$work/key" -out "$work/request" 2>/dev/null
        printf '%s\n' "subjectAltName=$names,IP:127.0.0.1" extendedKeyUsage=serverAuth,clientAuth \
            keyUsage=critical,digitalSignature basicConstraints=critical,CA:FALSE \
            subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > "$work/extensions"
        openssl x509 -req -in "$work/request" -CA "$work/ca" -CAkey "$work/ca.key" -days 3650 \
            -extfile "$work/extensions" -out "$work/certificate" 2>/dev/null
        made NODE_CA < "$work/ca"
        made NODE_KEY < "$work/key"
        made NODE_CERTIFICATE < "$work/certificate"
    fi
esac
[ -s secrets/EFE_OIDC_CLIENT_SECRET ] || echo "secrets/EFE_OIDC_CLIENT_SECRET : à écrire, tel que le fournisseur d'identité l'a donné (the secret of the console, as the identity provider gave it)" >&2
