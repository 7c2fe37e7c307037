#!/usr/bin/env bash
# Installs Python clients of docs/clients.md into a folder, unless they are there, and prints which
# python to run.
#
#   openai-clients-it/src/python/install.sh FOLDER [all | contracts | langchain-huggingface]
#
# Without a word: openai and LangChain (140 MB). With `all`, the others of OpenAI's too (650 MB).
# `contracts` and `langchain-huggingface` are clients of other contracts alone. The files of
# requirements name the version of every package; only wheels are installed, so no package runs code
# of its own while it is installed.
set -euo pipefail
source="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$1"
cd "$1"

case "${2:-}" in
  "") files=("$source/requirements.txt") ;;
  all) files=("$source/requirements.txt" "$source/requirements-full.txt") ;;
  *) files=("$source/requirements-$2.txt") ;;
esac
if ! cat "${files[@]}" | cmp -s - installed.txt; then
  python3 -c 'import ensurepip, venv' 2>/dev/null || {
    echo "The tests of the Python clients need venv: apt-get install python3-venv" >&2
    exit 1
  }
  rm -rf installed.txt venv
  python3 -m venv venv >&2
  venv/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    "${files[@]/#/--requirement=}" >&2
  cat "${files[@]}" >installed.txt
fi

echo "$PWD/venv/bin/python"
