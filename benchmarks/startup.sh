#!/usr/bin/env bash
# Measures the time from `./sutra up`, with everything built, to the first vector, on two cores.
#
#   benchmarks/startup.sh [ROUNDS]     (3 rounds unless said otherwise)
#
# Prints one line per round: total, and how much of it the command and the server's start take.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${1:-3}"
SUTRA_HOME="$(mktemp -d)"
export SUTRA_HOME ML_BASE_PORT="${ML_BASE_PORT:-8987}"
trap './sutra down >/dev/null; rm -rf "$SUTRA_HOME"' EXIT
./sutra build >/dev/null
now() { date +%s%3N; }

for round in $(seq "$rounds"); do
  begin="$(now)"
  taskset -c 0,1 ./sutra up >/dev/null
  curl --fail --silent --output /dev/null "http://localhost:$ML_BASE_PORT/embed" \
    -H 'Content-Type: application/json' -d '{"texts": ["The first one"]}'
  total=$(($(now) - begin))
  log="$SUTRA_HOME/logs/ml-base.log"
  server="$(sed -n 's/.*server started in \([0-9.]*\) seconds.*/\1/p' "$log" | tail -1)"
  model="$(sed -n 's/.* is ready after \([0-9,]*\) ms.*/\1/p' "$log" | tail -1)"
  echo "round $round: $total ms in all; Open Liberty started in $server s; the model took $model ms"
  ./sutra down >/dev/null
done
