#!/bin/sh
# Makes what docker-compose.yml reads from secrets/, as far as it is not there. The folder keeps others out; what is in it
# may be read by whatever user a container has.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p -m 700 secrets
keep() {
  [ -e "secrets/$1" ] && return
  printf '%s\n' "$2" >"secrets/$1"
  chmod 444 "secrets/$1"
  echo "made secrets/$1"
}
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

keep service-secret "$(random)"
keep grafana-password "$(random)"
for service in accounts catalog playback recordings viewing; do
  keep "postgres-password-$service" "$(random)"
  password=$(cat "secrets/postgres-password-$service")
  keep "database-url-$service" "postgresql://playhead:$password@postgres-$service:5432/$service"
done
