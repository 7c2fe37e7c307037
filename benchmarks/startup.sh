#!/usr/bin/env bash
# Measures what `./sutra up` takes, with everything built, to the first vector from the embedding
# service: the shard, ml-base and the embedding service together, on two cores.
#
#   benchmarks/startup.sh [--rounds N] [--without-aot] [--against CHECKOUT]
#
#   --rounds N           3 unless said otherwise
#   --without-aot        in turn with it: Liberty's servers without their AOT caches
#   --against CHECKOUT   in turn with it: another checkout, such as an older version's
#
# Prints a line per start: the wall time, the CPU time (user and system) of the command and of all
# servers until the vector came, and the servers' largest resident memory. Then the medians. The
# first start of each variant builds what is missing, in fresh server folders, and is left out of the
# medians.
# Every start asks for a text that is in no cache, so that ml-base has to compute it.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=3
variants=(current)
against=""
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds="$2"; shift 2 ;;
    --without-aot) variants+=(without-aot); shift ;;
    --against) against="$(cd "$2" && pwd)"; variants+=(other-checkout); shift 2 ;;
    *) sed -n '2,/^set /{/^set /!p}' "$0" >&2; exit 2 ;;
  esac
done

work="$(mktemp -d)"
export EMBEDDING_PORT="${EMBEDDING_PORT:-8988}" ML_BASE_PORT="${ML_BASE_PORT:-8987}"
export SUTRA_CACHE_PORT="${SUTRA_CACHE_PORT:-50152}" SUTRA_CACHE_METRICS_PORT=0
servers=(cache-shard ml-base embedding)
now() { date +%s%3N; }

# The command of the variant $1, with its own folder for servers.
sutra() {
  local root="$PWD" caches=true
  case "$1" in
    without-aot) caches=false ;;
    other-checkout) root="$against" ;;
  esac
  shift
  SUTRA_AOT_CACHES="$caches" taskset -c 0,1 "$root/sutra" "$@"
}

finish() {
  local variant
  for variant in "${variants[@]}"; do
    SUTRA_HOME="$work/$variant" sutra "$variant" down >/dev/null 2>&1 || true
  done
  rm -rf "$work"
}
trap finish EXIT

# Hundredths of a second that the process of server $1 has computed, with its ended children.
cpu() {
  sed 's/.*) //' "/proc/$(cat "$SUTRA_HOME/run/$1.pid")/stat" |
    awk -v hertz="$(getconf CLK_TCK)" '{ printf "%d", ($12 + $13 + $14 + $15) * 100 / hertz }'
}

resident() { awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$(cat "$SUTRA_HOME/run/$1.pid")/status"; }

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

seconds() { awk -v hundredths="$1" 'BEGIN { printf "%.2f", hundredths / 100 }'; }

start() {
  local variant="$1" round="$2" begin total command=0 all server line
  export SUTRA_HOME="$work/$variant"
  begin="$(now)"
  TIMEFORMAT='%U %S'
  { time sutra "$variant" up >"$work/up.log" 2>&1; } 2>"$work/times" || { cat "$work/up.log" >&2; exit 1; }
  curl --fail --silent --output /dev/null "http://localhost:$EMBEDDING_PORT/embed" \
    -H 'Content-Type: application/json' -d "{\"texts\": [\"The first of round $round\"]}"
  total=$(($(now) - begin))
  command="$(awk '{ printf "%d", ($1 + $2) * 100 }' "$work/times")"
  all="$command"
  line="command $(seconds "$command") s"
  for server in "${servers[@]}"; do
    all=$((all + $(cpu "$server")))
    line="$line, $server $(seconds "$(cpu "$server")") s ($(resident "$server") MB)"
  done
  echo "$variant, round $round: $total ms; CPU $(seconds "$all") s: $line"
  if [ "$round" -gt 1 ]; then
    echo "$total" >>"$work/$variant.wall"
    echo "$all" >>"$work/$variant.cpu"
  fi
  sutra "$variant" down >/dev/null
}

for round in $(seq "$((rounds + 1))"); do
  for variant in "${variants[@]}"; do
    start "$variant" "$round"
  done
done
for variant in "${variants[@]}"; do
  echo "$variant, median of $rounds: $(median <"$work/$variant.wall") ms," \
    "CPU $(seconds "$(median <"$work/$variant.cpu")") s"
done
