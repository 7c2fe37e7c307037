#!/bin/bash
# Runs the shard in the memory that its settings ask for; the shard itself says which options that takes.
set -eu
java=/opt/sutra/java/bin/java
options="$("$java" -XX:TieredStopAtLevel=1 -jar /opt/sutra/shard/cache-shard.jar --jvm-options) -XX:-UsePerfData"
# In place of this shell, so that a signal reaches the shard.
# shellcheck disable=SC2086 # One word per option.
exec "$java" $options -jar /opt/sutra/shard/cache-shard.jar
