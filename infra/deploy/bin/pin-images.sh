#!/bin/sh
# pin-images.sh: writes the digest of each image of another author into the Containerfiles and the Compose files. Run it at a
# release, where the registries can be reached, and commit the result. Needs skopeo.
set -eu
cd "$(dirname "$0")/../.."
files="Containerfile deploy/compose/Patroni.Containerfile deploy/compose/one.yaml deploy/compose/three.yaml"
for image in $(grep -hoE '(docker\.io|quay\.io)/[a-z0-9./-]+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?' $files | sed 's/@.*//' | sort -u); do
    digest=$(skopeo inspect --format '{{.Digest}}' "docker://$image")
    for file in $files; do
        sed -i -E "s#$image(@sha256:[0-9a-f]{64})?#$image@$digest#" "$file"
    done
    echo "$image@$digest"
done
