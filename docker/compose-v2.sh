#!/usr/bin/env bash
# Builds Docker Compose 2 and installs it as Docker's plugin, where no package of it can be had:
# Debian 12 has version 1 only. Needs Go and its module proxy; the proxy's checksums are verified.
#
#   docker/compose-v2.sh [FOLDER]
#
# FOLDER: where the plugin goes (~/.docker/cli-plugins). Does nothing where Docker has Compose 2 already.
set -euo pipefail

version=v2.40.3
folder="${1:-${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins}"

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

if docker compose version >/dev/null 2>&1; then
  docker compose version
  exit
fi
command -v go >/dev/null || fail "Go is missing: https://go.dev/dl/ (1.24 or newer)"

# The module replaces some of its dependencies, which "go install" does not take: built from a copy.
sources="$(mktemp -d)"
trap 'rm -rf "$sources"' EXIT
echo "Fetching Docker Compose $version …"
module="$(cd "$sources" && go mod download -json "github.com/docker/compose/v2@$version" |
  sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p')"
[ -n "$module" ] || fail "Go cannot fetch github.com/docker/compose/v2@$version."
cp -r "$module/." "$sources"
chmod -R u+w "$sources"
echo "Building it (some minutes) …"
mkdir -p "$folder"
(cd "$sources" && go build -trimpath \
  -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$version" -o "$folder/docker-compose" ./cmd)
docker compose version
