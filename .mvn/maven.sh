#!/usr/bin/env bash
# Runs Maven with the given arguments: the one in PATH when it is new enough for this build, else
# the one that ./mvnw fetches. Everything that runs Maven for ./sutra runs it through here.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# The oldest that the parent POM's requireMavenVersion takes.
minimum=3.8

# Maven keeps what it fetched in the home folder; without HOME that is the one of the user's account.
[ -n "${HOME:-}" ] || { unset HOME; export HOME=~; }

installed_is_new_enough() {
  command -v mvn >/dev/null 2>&1 || return 1
  local version
  version="$(MAVEN_OPTS= mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')"
  [ -n "$version" ] && [ "$(printf '%s\n' "$minimum" "$version" | sort -V | head -n 1)" = "$minimum" ]
}

if installed_is_new_enough; then
  exec mvn "$@"
fi
exec "$root/mvnw" "$@"
