#!/usr/bin/env bash
# Fetches OpenAI's client for Go into a module in a folder, unless it is there, and prints the
# command that runs a file of it.
#
#   openai-clients-it/src/go/install.sh FOLDER
set -euo pipefail
source="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$1"
cd "$1"
cp "$source/go.mod" "$source/go.sum" .
go mod download >&2
echo "go run"
