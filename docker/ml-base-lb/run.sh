#!/bin/bash
# Runs the balancer once its numbers are numbers: HAProxy would take the leading digits of 512KiB and go on.
set -eu
for key in SUTRA_MAX_REQUEST_BYTES ML_BASE_LB_BUFFER_BYTES ML_BASE_LB_MAX_CONNECTIONS; do
  value="${!key-0}"
  if ! [[ "$value" =~ ^(0|[1-9][0-9]*)$ ]]; then
    echo "$key is '$value'; allowed is a whole number. The balancer's container knows no units." >&2
    exit 64
  fi
done
# In place of this shell, so that signals reach the balancer.
exec haproxy -W -db -f /usr/local/etc/haproxy/haproxy.cfg
