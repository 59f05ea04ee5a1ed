# Sees to it that this machine has a PostgreSQL (TEST_POSTGRES_URL) and Redis' programs; says what it could not get.

provide_servers() {
  command -v redis-server >/dev/null && command -v redis-cli >/dev/null || install_packages redis-server
  command -v redis-server >/dev/null || { echo "redis-server is missing and could not be installed" >&2; return 1; }
  command -v psql >/dev/null || install_packages postgresql
  pg_isready --quiet --host 127.0.0.1 || start_postgres
  postgres_answers && return 0
  # A PostgreSQL that was installed just now knows no role but its own.
  as_postgres "CREATE ROLE playhead_ci SUPERUSER LOGIN PASSWORD 'playhead_ci'" >/dev/null 2>&1 || true
  export TEST_POSTGRES_URL=postgresql://playhead_ci:playhead_ci@127.0.0.1:5432/DATABASE
  postgres_answers && return 0
  echo "there is no PostgreSQL at 127.0.0.1:5432 that lets this user in: set TEST_POSTGRES_URL" >&2
  return 1
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

as_postgres() {
  su postgres -c "psql --quiet --command \"$1\""
}

postgres_answers() {
  local url=${TEST_POSTGRES_URL:-postgresql://root@127.0.0.1:5432/DATABASE}
  psql --quiet --command 'SELECT 1' "${url/DATABASE/postgres}" >/dev/null 2>&1
}
