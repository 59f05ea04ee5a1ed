# Sees to it that this machine has a PostgreSQL (TEST_POSTGRES_URL), Redis' programs, an nginx, promtool and a Chromium; says
# what it could not get.

# Installs all that is missing at once; provide_servers asks for each again, and says what could not be had.
install_servers() {
  local -A packages=([redis-server]=redis-server [redis-cli]=redis-server [nginx]=nginx [wget]=wget [promtool]=prometheus
    ["${CHROMIUM:-/usr/bin/chromium}"]=chromium [psql]=postgresql)
  local program missing=()
  for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
  done
  [ "${#missing[@]}" = 0 ] || install_packages "${missing[@]}"
}

provide_servers() {
  provide redis-server redis-server && provide redis-cli redis-server || return 1
  provide nginx nginx && provide wget wget && provide promtool prometheus || return 1
  provide "${CHROMIUM:-/usr/bin/chromium}" chromium || return 1
  command -v psql >/dev/null || install_packages postgresql
  [ -n "${TEST_POSTGRES_URL:-}" ] || own_postgres || machines_postgres
  postgres_answers && return 0
  echo "there is no PostgreSQL that lets this user in: set TEST_POSTGRES_URL" >&2
  return 1
}

# A PostgreSQL for this run alone: no other database of the machine is touched, and none of its commits waits for a disk, for
# nothing in it outlives the run. `stop_servers` ends it.
own_postgres() {
  local programs port
  programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort --version-sort | tail -1)
  [ -n "$programs" ] && own_postgres_home=$(mktemp -d) || return 1
  echo playhead_ci >"$own_postgres_home/password"
  [ "$(id -u)" != 0 ] || chown -R postgres "$own_postgres_home"
  own_postgres_control="$programs/pg_ctl --pgdata $own_postgres_home/data --silent --wait"
  port=$(node -p 'const s = require("node:net").createServer().listen(0); const { port } = s.address(); s.close(); port')
  as_owner "$programs/initdb --pgdata $own_postgres_home/data --username playhead_ci --pwfile $own_postgres_home/password \
    --encoding UTF8 --locale C.UTF-8 --auth-host scram-sha-256 --auth-local trust --no-sync" >/dev/null || return 1
  as_owner "$own_postgres_control --log $own_postgres_home/log start --options '-p $port -k $own_postgres_home \
    -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off -c full_page_writes=off'" || return 1
  export TEST_POSTGRES_URL=postgresql://playhead_ci:playhead_ci@127.0.0.1:$port/DATABASE
}

stop_servers() {
  [ -n "${own_postgres_home:-}" ] || return 0
  as_owner "$own_postgres_control stop --mode immediate" || true
  rm -rf "$own_postgres_home"
  own_postgres_home=
}

# PostgreSQL's programs refuse to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && su postgres -c "$1"); else sh -c "$1"; fi
}

# The one that runs here anyway.
machines_postgres() {
  pg_isready --quiet --host 127.0.0.1 || start_postgres
  allow_connections
  postgres_answers && return 0
  # A PostgreSQL that was installed just now knows no role but its own.
  as_postgres "CREATE ROLE playhead_ci SUPERUSER LOGIN PASSWORD 'playhead_ci'" >/dev/null 2>&1 || true
  export TEST_POSTGRES_URL=postgresql://playhead_ci:playhead_ci@127.0.0.1:5432/DATABASE
}

# provide PROGRAM PACKAGE
provide() {
  command -v "$1" >/dev/null || install_packages "$2"
  command -v "$1" >/dev/null || { echo "$1 is missing and could not be installed" >&2; return 1; }
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    { apt-get update >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null; } || true
}

start_postgres() {
  local version
  version=$(ls /etc/postgresql 2>/dev/null | sort -n | tail -1)
  [ -n "$version" ] && pg_ctlcluster --skip-systemctl-redirect "$version" main start || true
  for _ in $(seq 1 50); do pg_isready --quiet --host 127.0.0.1 && return 0; sleep 0.2; done
}

# Two houses with two processes of each service have more connections than a PostgreSQL allows by default. Where it cannot be
# told to allow more, tests say what they lack.
allow_connections() {
  local version most
  most=$(su postgres -c "psql --quiet --tuples-only --no-align --command 'SHOW max_connections'" 2>/dev/null || echo 0)
  [ "$most" -ge 400 ] && return 0
  version=$(ls /etc/postgresql 2>/dev/null | sort -n | tail -1)
  [ -n "$version" ] && as_postgres "ALTER SYSTEM SET max_connections = 400" >/dev/null 2>&1 || return 0
  pg_ctlcluster --skip-systemctl-redirect "$version" main restart --mode fast >/dev/null 2>&1 || true
  for _ in $(seq 1 50); do pg_isready --quiet --host 127.0.0.1 && return 0; sleep 0.2; done
}

as_postgres() {
  su postgres -c "psql --quiet --command \"$1\""
}

postgres_answers() {
  local url=${TEST_POSTGRES_URL:-postgresql://root@127.0.0.1:5432/DATABASE}
  psql --quiet --command 'SELECT 1' "${url/DATABASE/postgres}" >/dev/null 2>&1
}
