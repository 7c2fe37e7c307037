#!/bin/bash
# Is the server of this container well? healthcheck.sh PORT: it takes connections.
# healthcheck.sh PORT PATH [STATUS]: it answers PATH with 200, or with STATUS. Needs nothing but bash.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
[ $# -gt 1 ] || exit 0
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
read -r -t 4 _ status _ <&3 || exit 1
[ "$status" = 200 ] || [ "$status" = "${3:-200}" ] || { echo "$2: $status"; exit 1; }
