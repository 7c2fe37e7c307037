#!/usr/bin/env bash
# A base image for Sutra's images where no registry can be reached: Debian's smallest system with its
# HAProxy, from Debian's packages. Prints nothing but progress; the image is called sutra-base.
#
#   sudo docker/base-image.sh
#   export SUTRA_BASE_IMAGE=sutra-base SUTRA_BALANCER_BASE_IMAGE=sutra-base
#   ./sutra deploy
#
# SUTRA_DEBIAN_SUITE (bookworm) and SUTRA_DEBIAN_MIRROR (debootstrap's own) choose other packages.
set -euo pipefail

image="${1:-sutra-base}"
suite="${SUTRA_DEBIAN_SUITE:-bookworm}"

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "debootstrap has to be run by root: sudo docker/base-image.sh"
command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
command -v docker >/dev/null || fail "Docker is missing: apt-get install docker.io"
docker info >/dev/null 2>&1 || fail "The Docker engine does not answer: systemctl start docker"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
echo "Fetching Debian $suite …"
debootstrap --variant=minbase --include=haproxy "$suite" "$folder/root" \
  ${SUTRA_DEBIAN_MIRROR:+"$SUTRA_DEBIAN_MIRROR"} >"$folder/log" 2>&1 ||
  fail "debootstrap failed:" "$(tail -n 15 "$folder/log")"
echo "Making the image $image …"
tar --create --directory "$folder/root" --numeric-owner \
  --exclude='./dev/*' --exclude='./var/cache/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' \
  --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' . |
  docker import - "$image" >/dev/null
echo "Done: $(docker image inspect --format '{{.Size}}' "$image" | numfmt --to=iec) of $image."
