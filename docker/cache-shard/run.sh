#!/bin/bash
# Runs the shard in the memory that its capacity takes: an entry is at most 1,024 numbers and 64 bytes
# outside the heap, and 200 bytes in it. A vector that is longer needs SUTRA_CACHE_ENTRY_BYTES.
set -eu
capacity="${SUTRA_CACHE_CAPACITY:-100000}"
[[ "$capacity" =~ ^[0-9]{1,9}$ ]] || capacity=100000 # The shard itself says what is allowed.
heap=$(((capacity * 200 >> 20) + 64))
direct=$(((capacity * ${SUTRA_CACHE_ENTRY_BYTES:-4224} >> 20) + 64))
# In place of this shell, so that a signal reaches the shard.
exec /opt/sutra/java/bin/java -XX:+UseSerialGC -XX:-UsePerfData -Xmn16m "-Xmx${heap}m" "-XX:MaxDirectMemorySize=${direct}m" \
  -jar /opt/sutra/shard/cache-shard.jar
