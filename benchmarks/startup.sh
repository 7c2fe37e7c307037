#!/usr/bin/env bash
# Measures the time from `./sutra up`, with everything built, to the first vector from the embedding
# service, on two cores: the whole product, three processes.
#
#   benchmarks/startup.sh [ROUNDS]     (3 rounds unless said otherwise)
#
# Prints one line per round: total, and how much of it the servers' starts and the model take.
# Every round asks for a text that is in no cache, so that ml-base has to compute it.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${1:-3}"
SUTRA_HOME="$(mktemp -d)"
export SUTRA_HOME
export EMBEDDING_PORT="${EMBEDDING_PORT:-8988}" ML_BASE_PORT="${ML_BASE_PORT:-8987}"
export SUTRA_CACHE_PORT="${SUTRA_CACHE_PORT:-50152}" SUTRA_CACHE_METRICS_PORT=0
trap './sutra down >/dev/null; rm -rf "$SUTRA_HOME"' EXIT
./sutra build >/dev/null
now() { date +%s%3N; }
started() { sed -n 's/.*server started in \([0-9.]*\) seconds.*/\1/p' "$SUTRA_HOME/logs/$1.log" | tail -1; }

for round in $(seq "$rounds"); do
  begin="$(now)"
  taskset -c 0,1 ./sutra up >/dev/null
  ready=$(($(now) - begin))
  curl --fail --silent --output /dev/null "http://localhost:$EMBEDDING_PORT/embed" \
    -H 'Content-Type: application/json' -d "{\"texts\": [\"The first of round $round\"]}"
  total=$(($(now) - begin))
  model="$(sed -n 's/.* is ready after \([0-9,]*\) ms.*/\1/p' "$SUTRA_HOME/logs/ml-base.log" | tail -1)"
  echo "round $round: $total ms in all ($ready ms until all are ready); Open Liberty started in" \
    "$(started ml-base) s for ml-base, in $(started embedding) s for the embedding service; the model took $model ms"
  ./sutra down >/dev/null
done
